/// What is tried on compartments, in the order of Tests/Study/attacks/src/attacks.h.
enum Attack: Int, CaseIterable, Sendable {
  case readBeyondBuffer, writeBeyondBuffer, readBeyondOwn, writeBeyondOwn
  case readBeyondMemory, writeBeyondMemory, readFar, writeFar
  case writeStackOfOther, writeStackOfOne, writeStackOfTwo, writeStackOfFour, useAfterReturn
  case useAfterFree, useOwnAfterFree, deputyByBuffer, deputyByNumber, forgeToKernel
  case jumpToDataUser, jumpToCode, readCode, overwriteReturn, readStaleBelow, readStaleOfLastCall

  var name: String {
    switch self {
    case .readBeyondBuffer: "read 1 byte beyond a buffer that was passed"
    case .writeBeyondBuffer: "write 1 byte beyond a buffer that was passed"
    case .readBeyondOwn: "read 1 byte beyond a buffer of its own, within its memory"
    case .writeBeyondOwn: "write 1 byte beyond a buffer of its own, within its memory"
    case .readBeyondMemory: "read 1 byte beyond the compartment's memory"
    case .writeBeyondMemory: "write 1 byte beyond the compartment's memory"
    case .readFar: "read far out of bounds: a variable of another compartment"
    case .writeFar: "write far out of bounds: a variable of another compartment"
    case .writeStackOfOther: "write the stack of a thread of another compartment"
    case .writeStackOfOne: "in a call, write the stack of the compartment's one thread"
    case .writeStackOfTwo: "one of a compartment's two threads writes the other's stack"
    case .writeStackOfFour: "one of a compartment's four threads writes another's stack"
    case .useAfterReturn: "write a buffer after the call that passed it has returned"
    case .useAfterFree: "read a buffer that was passed and then freed, and is another's now"
    case .useOwnAfterFree: "write a freed block of its own heap"
    case .deputyByBuffer: "have another write its own variable, passed to it as a buffer"
    case .deputyByNumber: "have another write its own variable, passed to it as a number"
    case .forgeToKernel: "write a kernel object through a forged pointer"
    case .jumpToDataUser: "jump behind a check in another's code, to where it reads its secret"
    case .jumpToCode: "jump behind a check in another's code, to where it needs no data"
    case .readCode: "read another's code"
    case .overwriteReturn: "overwrite the return address behind a buffer on its caller's stack"
    case .readStaleBelow: "read below its own stack pointer what another's call has left"
    case .readStaleOfLastCall: "have another give away what its last call has left on the stack"
    }
  }
}

/// What became of an attack.
enum AttackOutcome: Sendable, Equatable {
  /// The effect is there.
  case succeeded
  /// By what, and where.
  case stopped(String, String)
  /// Nothing was refused, and the effect is not there.
  case withoutEffect
}
