import ELF
import Simulator

/// Instructions as numbers, and images of them.
///
/// Source: The RISC-V Instruction Set Manual, Volume I, the listings of opcodes.
enum MachineCode {
  static let base: UInt32 = 0x8000_0000

  static func lui(_ rd: UInt32, _ upper: UInt32) -> UInt32 { upper << 12 | rd << 7 | 0x37 }
  static func addi(_ rd: UInt32, _ rs1: UInt32, _ value: Int32) -> UInt32 {
    UInt32(bitPattern: value) << 20 | rs1 << 15 | rd << 7 | 0x13
  }
  static func lw(_ rd: UInt32, _ rs1: UInt32) -> UInt32 { rs1 << 15 | 2 << 12 | rd << 7 | 0x03 }
  static func sw(_ rs2: UInt32, _ rs1: UInt32) -> UInt32 { rs2 << 20 | rs1 << 15 | 2 << 12 | 0x23 }
  static func sb(_ rs2: UInt32, _ rs1: UInt32) -> UInt32 { rs2 << 20 | rs1 << 15 | 0x23 }
  static func csrrw(_ rd: UInt32, _ csr: UInt32, _ rs1: UInt32) -> UInt32 {
    csr << 20 | rs1 << 15 | 1 << 12 | rd << 7 | 0x73
  }
  static func bne(_ rs1: UInt32, _ rs2: UInt32, back bytes: Int32) -> UInt32 {
    let offset = UInt32(bitPattern: -bytes)
    let high = (offset >> 12 & 1) << 31 | (offset >> 5 & 63) << 25
    return high | rs2 << 20 | rs1 << 15 | 1 << 12 | (offset >> 1 & 15) << 8
      | (offset >> 11 & 1) << 7 | 0x63
  }
  /// Three operands of the capability opcode.
  static func cheri(_ f7: UInt32, _ rd: UInt32, _ rs1: UInt32, _ rs2: UInt32) -> UInt32 {
    f7 << 25 | rs2 << 20 | rs1 << 15 | rd << 7 | 0x5b
  }
  static let jumpToItself: UInt32 = 0x6f
  static let wfi: UInt32 = 0x1050_0073
  static let ecall: UInt32 = 0x73
  static let fenceI: UInt32 = 0x100f

  /// Puts a constant into a register; two instructions.
  static func li(_ rd: UInt32, _ value: UInt32) -> [UInt32] {
    let low = Int32(bitPattern: value << 20) >> 20
    let high = (value &- UInt32(bitPattern: low)) >> 12
    return [lui(rd, high), addi(rd, rd, low)]
  }

  /// Ends the run with a status: of 0, that it passed.
  static func finish(_ status: UInt32 = 0) -> [UInt32] {
    li(30, 0x10_0000) + li(31, status == 0 ? 0x5555 : status << 16 | 0x3333) + [sw(31, 30)]
  }

  /// An image with one segment and no symbols.
  static func image(_ code: [UInt32], machine: UInt16 = 243) -> [UInt8] {
    image(
      bytes: code.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } },
      machine: machine)
  }

  static func image(bytes: [UInt8], machine: UInt16 = 243, address: UInt32 = base) -> [UInt8] {
    var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
    func half(_ value: UInt16) { file += [UInt8(value & 0xff), UInt8(value >> 8)] }
    func word(_ value: UInt32) {
      file += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    half(2)
    half(machine)
    word(1)
    word(base)
    word(52)
    word(0)
    word(0)
    for value: UInt16 in [52, 32, 1, 40, 0, 0] { half(value) }
    let size = UInt32(bytes.count)
    for value: UInt32 in [1, 84, address, address, size, size, 7, 4] { word(value) }
    return file + bytes
  }

  /// Runs instructions from the reset on.
  static func run(
    _ code: [UInt32], limit: UInt64 = 100_000, _ prepare: (Machine) -> Void = { _ in }
  ) throws -> (machine: Machine, outcome: Machine.Outcome) {
    let machine = Machine()
    try machine.load(image(code))
    prepare(machine)
    return (machine, machine.run(limit: limit))
  }
}
