// A debugger's requests and the answers to them.
// Source: the GDB manual, appendix E, the remote serial protocol.

import Capability

/// What a debugger may ask of a machine; the bytes come and go elsewhere.
public final class DebugSession {
  private let machine: Machine
  /// Whether the debugger has gone, or ended the machine.
  public private(set) var isOver = false
  private var lastStop = "S05"

  public init(_ machine: Machine) { self.machine = machine }

  /// The answer to a packet's contents; empty for what is not known.
  ///
  /// Runs the machine if that is asked.
  public func answer(_ packet: String) -> String {
    let rest = String(packet.dropFirst())
    switch packet.first {
    case "?": return lastStop
    case "g": return (0..<33).map { Self.word(read($0)) }.joined()
    case "G": return writeAll(rest)
    case "p": return Int(rest, radix: 16).flatMap { $0 < 33 ? Self.word(read($0)) : nil } ?? "E01"
    case "P": return write(rest)
    case "m": return readMemory(rest)
    case "M": return writeMemory(rest)
    case "c": return go(rest) { $0.run(limit: .max) }
    case "s": return go(rest) { $0.step() ?? .stopped }
    case "Z", "z": return breakpoint(rest, isSet: packet.first == "Z")
    case "k":
      isOver = true
      return ""
    case "D":
      isOver = true
      return "OK"
    case "H", "T": return "OK"
    case "q": return query(rest)
    default: return ""
    }
  }

  /// A word as the machine has it in memory, in hexadecimal.
  private static func word(_ value: UInt32) -> String {
    (0..<4).map { byte(UInt8(truncatingIfNeeded: value >> (8 * UInt32($0)))) }.joined()
  }

  private static func byte(_ value: UInt8) -> String {
    let text = String(value, radix: 16)
    return text.count == 1 ? "0" + text : text
  }

  private static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func word(_ bytes: some Collection<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func read(_ number: Int) -> UInt32 {
    number == 32 ? machine.programCounter : machine.register(number).address
  }

  private func write(_ number: Int, _ value: UInt32) {
    if number == 32 { machine.programCounter = value } else { machine.setRegister(number, value) }
  }

  private func writeAll(_ text: String) -> String {
    guard let bytes = Self.bytes(text), bytes.count >= 33 * 4 else { return "E01" }
    for number in 0..<33 { write(number, Self.word(bytes[4 * number..<4 * number + 4])) }
    return "OK"
  }

  private func write(_ text: String) -> String {
    let parts = text.split(separator: "=")
    guard parts.count == 2, let number = Int(parts[0], radix: 16), (0..<33).contains(number),
      let bytes = Self.bytes(parts[1]), bytes.count == 4
    else { return "E01" }
    write(number, Self.word(bytes))
    return "OK"
  }

  /// An address and a number of bytes.
  private static func range(_ text: some StringProtocol) -> (UInt32, Int)? {
    let parts = text.split(separator: ",")
    guard parts.count == 2, let address = UInt32(parts[0], radix: 16),
      let count = Int(parts[1], radix: 16), (0...0x10000).contains(count)
    else { return nil }
    return (address, count)
  }

  private func readMemory(_ text: String) -> String {
    guard let (address, count) = Self.range(text), let bytes = machine.bytes(address, count) else {
      return "E01"
    }
    return bytes.map(Self.byte).joined()
  }

  private func writeMemory(_ text: String) -> String {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let (address, count) = Self.range(parts[0]),
      let bytes = Self.bytes(parts[1]), bytes.count == count, machine.setBytes(address, bytes)
    else { return "E01" }
    return "OK"
  }

  private func breakpoint(_ text: String, isSet: Bool) -> String {
    let parts = text.split(separator: ",")
    guard parts.count >= 2, let address = UInt32(parts[1], radix: 16) else { return "E01" }
    // Of the kinds in software and in hardware; watchpoints are not offered.
    guard parts[0] == "0" || parts[0] == "1" else { return "" }
    machine.setBreakpoint(address, isSet: isSet)
    return "OK"
  }

  private func go(_ text: String, _ work: (Machine) -> Machine.Outcome) -> String {
    if !text.isEmpty {
      guard let address = UInt32(text, radix: 16) else { return "E01" }
      machine.programCounter = address
    }
    switch work(machine) {
    case .finished(let status):
      isOver = true
      return "W" + Self.byte(UInt8(truncatingIfNeeded: status))
    case .breakpoint, .stopped, .limit: lastStop = "S05"
    case .stuck(let reason):
      machine.remark(reason)
      lastStop = "S0b"
    }
    return lastStop
  }

  private func query(_ text: String) -> String {
    if text.hasPrefix("Supported") { return "PacketSize=20000;qXfer:features:read+" }
    if text == "Attached" { return "1" }
    if text == "C" { return "QC1" }
    if text == "fThreadInfo" { return "m1" }
    if text == "sThreadInfo" { return "l" }
    if text.hasPrefix("Xfer:features:read:target.xml:") {
      guard let (offset, count) = Self.range(text.split(separator: ":").last ?? "") else {
        return "E01"
      }
      let bytes = Array(Self.description.utf8)
      let part = bytes.dropFirst(Int(offset)).prefix(count)
      let isLast = Int(offset) + part.count >= bytes.count
      return (isLast ? "l" : "m") + String(decoding: part, as: UTF8.self)
    }
    return ""
  }

  /// What registers there are.
  private static let description: String = {
    let names = [
      "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1",
      "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
      "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6", "pc",
    ]
    let registers = names.map { name in
      let type = name == "pc" ? "code_ptr" : "int"
      return "<reg name=\"\(name)\" bitsize=\"32\" type=\"\(type)\"/>"
    }
    return "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target>"
      + "<architecture>riscv:rv32</architecture><feature name=\"org.gnu.gdb.riscv.cpu\">"
      + registers.joined() + "</feature></target>"
  }()
}
