import BoardTool
import Capability
import ELF
import Simulator

/// The image of Tests/Study/attacks for one backend; each attack is a run of its own.
struct AttackedImage {
  /// The marks in Tests/Study/attacks/src/attacks.h.
  private enum Mark: UInt32 {
    case begins = 1
    case ends
    case succeeds
  }

  /// More than any attack takes; one that succeeds may leave nobody who ends the run.
  private static let limit: UInt64 = 5_000_000

  private let bytes: [UInt8]
  private let elf: ELFFile
  private let choice: UInt32
  private let hasCapabilities: Bool

  init(_ image: Image, hasCapabilities: Bool) throws {
    bytes = try image.elf.bytes()
    elf = try ELFFile(bytes)
    self.hasCapabilities = hasCapabilities
    guard let symbol = elf.symbols.first(where: { $0.name == "attack_wanted" }) else {
      throw Failure("\(image.elf.relative) has no variable attack_wanted")
    }
    choice = UInt32(truncatingIfNeeded: symbol.address)
  }

  /// Makes an attack, and says what became of it; throws if it does not come to it.
  func outcome(of attack: Attack) throws -> AttackOutcome {
    var configuration = Machine.Configuration()
    configuration.hasCapabilities = hasCapabilities
    let machine = Machine(configuration)
    try machine.load(bytes)
    let number = withUnsafeBytes(of: UInt32(attack.rawValue).littleEndian) { Array($0) }
    guard machine.setBytes(choice, number) else {
      throw Failure("attack_wanted is not in memory: \(hex(choice))")
    }
    var console: [UInt8] = []
    var marks: [Mark] = []
    var trap: Machine.Trap?
    machine.output = { console += $0 }
    machine.onMark = { _, number in marks += Mark(rawValue: number).map { [$0] } ?? [] }
    machine.onTrap = { one in
      let isUnderWay = marks.last == .begins && !one.isInterrupt && !one.isCall
      if isUnderWay, trap == nil { trap = one }
    }
    let end = machine.run(limit: Self.limit)
    let words = String(decoding: console, as: UTF8.self)
    guard marks.contains(.begins) else {
      throw Failure("'\(attack.name)' did not begin: \(end)\n\(words.suffix(2000))")
    }
    if marks.contains(.succeeds) { return .succeeded }
    if let trap { return .stopped(cause(of: trap), machine.symbols.text(of: trap.address)) }
    return refusal(in: words) ?? .withoutEffect
  }

  /// What the kernel reports without a trap of the hardware's.
  private func refusal(in console: String) -> AttackOutcome? {
    let lines = console.split(whereSeparator: \.isNewline)
    guard let report = lines.firstIndex(where: { $0.hasPrefix("*** fatal error: ") }) else {
      return nil
    }
    let place = lines[report...].first { $0.contains("in the compartment") } ?? ""
    return .stopped(
      "the kernel: " + lines[report].dropFirst("*** fatal error: ".count),
      String(place.drop { $0 == " " }))
  }

  private func cause(of trap: Machine.Trap) -> String {
    if trap.cause == CapabilityFault.cause {
      let register =
        switch trap.value >> 5 {
        case 32: "PCC"
        case 33: "DDC"
        default: "a register"
        }
      let fault = CapabilityFault(rawValue: UInt8(trap.value & 31)).map { "\($0)" } ?? "?"
      return "capability fault: \(fault) of \(register)"
    }
    let names: [UInt32: String] = [
      0: "misaligned jump", 1: "instruction access fault", 2: "illegal instruction",
      5: "load access fault", 7: "store access fault",
    ]
    return (names[trap.cause] ?? "trap \(trap.cause)") + whose(trap.value)
  }

  /// The variable that an address is in.
  private func whose(_ address: UInt32) -> String {
    let address = UInt64(address)
    let owner = elf.symbols.first { symbol in
      symbol.section != nil && !symbol.name.hasPrefix("$") && symbol.address <= address
        && address - symbol.address < max(symbol.size, 1)
    }
    return ", " + (owner.map { "\($0.name)" } ?? "at \(hex(address))")
  }
}

private func hex(_ number: some BinaryInteger) -> String { "0x" + String(number, radix: 16) }
