// What each instruction did, as lines for a person.

import Capability

extension Machine {
  /// Gives a line for each instruction before it is executed.
  ///
  /// Its number, mode, address, bits, operation, operands with their values, the function. A run is many
  /// times slower so.
  public func trace(_ line: @escaping (String) -> Void) {
    isStepping = true
    tracer = { machine, instruction in line(machine.describe(instruction)) }
  }

  private static let names = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1",
    "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
    "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
  ]

  private func describe(_ i: Instruction) -> String {
    let digits = Self.digits(i.bits, i.length == 2 ? 4 : 8)
    let bits = digits + String(repeating: " ", count: 8 - digits.count)
    let mode = isMachineMode ? "M" : "U"
    var words = ["\(instructions)", mode, Self.digits(pc, 8), bits, "\(i.operation)"]
    if i.destination != 0 { words.append(Self.names[Int(i.destination)]) }
    let sources = Self.sources(i.operation)
    if sources > 0 { words.append(operand(i.rs1)) }
    if sources > 1 { words.append(operand(i.rs2)) }
    if i.immediate != 0 { words.append(hex(i.immediate)) }
    let place = symbols.text(of: pc)
    if !place.isEmpty { words.append("<\(place)>") }
    return words.joined(separator: " ")
  }

  /// How many registers an operation reads.
  private static func sources(_ operation: Operation) -> Int {
    switch operation {
    case .lui, .auipc, .jal, .spin, .fence, .fenceI, .mark, .ecall, .ebreak, .mret, .wfi, .illegal,
      .cClear,
      .csrrwi, .csrrsi, .csrrci:
      0
    case .addi, .slti, .sltiu, .xori, .ori, .andi, .slli, .srli, .srai, .lb, .lh, .lw, .lbu, .lhu,
      .jalr, .csrrw, .csrrs, .csrrc, .lr, .loadCapability, .lrCapability, .loadExplicit,
      .cSpecialRW,
      .cIncOffsetImm, .cSetBoundsImm:
      1
    default: operation.rawValue >= Operation.cGetPerm.rawValue ? 1 : 2
    }
  }

  private func operand(_ number: UInt8) -> String {
    let value = registers[Int(number)]
    let text = "\(Self.names[Int(number)])=\(Self.digits(value.address, 8))"
    guard value.isTagged || value.high != 0 else { return text }
    let bounds = value.bounds
    return text + "[\(value.isTagged ? "" : "untagged ")\(hex(bounds.base)),\(hex(bounds.top)) "
      + "\(Self.digits(value.permissions.rawValue, 3))\(value.isSealed ? " sealed" : "")]"
  }

  private static func digits(_ value: UInt32, _ count: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
