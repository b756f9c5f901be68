// Compartments as the kernel sees them: what the build has written of each, and whether it takes calls.

import CBulkhead
import KernelCore

/// A compartment, by reference.
///
/// Safety: the image's, and there for good.
@safe
struct Compartment: Equatable {
  let record: UnsafeMutablePointer<CompartmentRecord>

  init(_ record: UnsafeMutablePointer<CompartmentRecord>) { unsafe self.record = unsafe record }

  static func optional(_ record: UnsafeMutablePointer<CompartmentRecord>?) -> Compartment? {
    guard let record = unsafe record else { return nil }
    return unsafe Compartment(record)
  }

  static func == (one: Compartment, other: Compartment) -> Bool {
    unsafe one.record == other.record
  }

  @safe var fields: CompartmentRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  private var facts: UnsafePointer<CompartmentFacts> { unsafe record.pointee.facts }

  /// Its own, in what gates and objects say of who may use them.
  var bit: UInt32 { unsafe facts.pointee.bit }
  var number: UInt8 { unsafe UInt8(truncatingIfNeeded: facts.pointee.number) }
  @unsafe var name: UnsafePointer<CChar> { unsafe facts.pointee.name }
  /// Bytes at the top of each caller's stack, for what is copied.
  var bufferSize: UInt { unsafe UInt(facts.pointee.buffer_size) }
  /// What its code reaches.
  var domain: MemoryDomain { unsafe MemoryDomain(facts.pointee.domain) }
  /// It has an init entry; else it is up from the beginning.
  var comesUp: Bool { unsafe facts.pointee.comes_up }

  /// Names the thread that is in the middle of changing its heap, if the compartment says the truth; nil: no heap.
  @unsafe var heapLock: UnsafeMutablePointer<UInt32>? { unsafe facts.pointee.heap_lock }
  /// The same where nothing keeps compartments apart.
  @unsafe var heapMutex: UnsafeMutablePointer<MutexRecord>? { unsafe facts.pointee.heap_mutex }

  /// Calls a body with what its code reaches beside its stacks.
  func visitPartitions(_ body: (PartitionRecord) -> Void) {
    var index = 0
    while let partition = unsafe facts.pointee.partitions[index] {
      unsafe body(partition.pointee)
      index += 1
    }
  }

  var state: CompartmentState {
    get { CompartmentState(rawValue: fields.state) ?? .gone }
    nonmutating set { fields.state = newValue.rawValue }
  }

  /// Calls a body with each compartment of the image.
  static func visit(_ body: (Compartment) -> Void) {
    var index = 0
    while let one = unsafe Compartment.optional(bulkhead_compartment_at(index)) {
      body(one)
      index += 1
    }
  }

  /// The first of its callers' places of which something holds.
  func firstActivation(where isRight: (Activation) -> Bool) -> Activation? {
    for index in unsafe 0..<Int(facts.pointee.activation_count) {
      let one = unsafe Activation(facts.pointee.activations[index])
      if isRight(one) { return one }
    }
    return nil
  }

  func visitActivations(_ body: (Activation) -> Void) {
    _ = firstActivation {
      body($0)
      return false
    }
  }
}

/// Whether a compartment takes calls, and if not, why; enum bulkhead_compartment_state.
enum CompartmentState: UInt8 {
  case waiting
  /// Its init function runs, through a gate as any other.
  case starting
  case up
  case down
  case stopping
  case gone

  /// Why a call is refused; nil if it is not.
  var refusal: Int32? {
    switch self {
    case .up: nil
    case .waiting, .starting, .down: -BULKHEAD_ENODEV
    case .stopping, .gone: -BULKHEAD_ESHUTDOWN
    }
  }
}

/// A caller's place in a compartment, by reference: a stack, and what a thread reaches while it is there.
///
/// Safety: the image's, and there for good.
@safe
struct Activation: Equatable {
  let record: UnsafeMutablePointer<ActivationRecord>

  init(_ record: UnsafeMutablePointer<ActivationRecord>) { unsafe self.record = unsafe record }

  static func == (one: Activation, other: Activation) -> Bool { unsafe one.record == other.record }

  @safe var fields: ActivationRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  var user: User {
    unsafe User(withUnsafeMutablePointer(to: &record.pointee.user) { unsafe $0 })
  }

  /// What waiters for the place wait for; its owner is the thread that has it.
  var lock: Mutex {
    unsafe Mutex(withUnsafeMutablePointer(to: &record.pointee.lock) { unsafe $0 })
  }

  /// The thread that is in it, or for which it is kept; nil if it is free.
  var thread: Thread? {
    get { unsafe Thread.optional(user.fields.thread) }
    nonmutating set { unsafe user.fields.thread = newValue?.record }
  }

  var compartment: Compartment {
    // Safety: set by the build.
    unsafe Compartment(fields.compartment.unsafelyUnwrapped)
  }

  /// Whose it is that calls; nil if the caller has no record, so that it has privileges.
  var caller: User? {
    get {
      guard let record = unsafe fields.caller else { return nil }
      return unsafe User(record)
    }
    nonmutating set { unsafe fields.caller = newValue?.record }
  }

  /// The caller, if what it says is a claim.
  var claimant: User? {
    guard let caller, caller.isUnprivileged else { return nil }
    return caller
  }

  /// A thread is in it, and not only on its way.
  var isEntered: Bool { unsafe fields.gate != nil }

  var buffers: Int { Int(BULKHEAD_GATE_ARGUMENTS) }

  subscript(buffer index: Int) -> LentBuffer {
    get {
      unsafe withUnsafePointer(to: &record.pointee.lent) {
        unsafe UnsafeRawPointer($0).assumingMemoryBound(to: LentBuffer.self)[index]
      }
    }
    nonmutating set {
      unsafe withUnsafeMutablePointer(to: &record.pointee.lent) {
        unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: LentBuffer.self)[index] =
          newValue
      }
    }
  }
}

extension User {
  /// The place in a compartment that it is part of; nil if it is a thread's own record.
  var activation: Activation? {
    guard let record = unsafe fields.activation else { return nil }
    return unsafe Activation(record)
  }
}
