import Foundation
import Simulator
import Testing

/// Programs with the transcripts that emulators and the formal model agree on.
///
/// Of b_ the base instructions, traps, interrupts and PMP, of c_ capabilities, of s_ what emulators have
/// wrong and the model decides.
@Suite struct ProgramTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Programs")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".elf") }.map { String($0.dropLast(4)) }.sorted()
  }()

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Without blanks at the ends of lines, and without the lines that are empty at the end.
  static func lines(_ bytes: [UInt8]) -> [String] {
    let text = String(decoding: bytes, as: UTF8.self).replacing("\r", with: "")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  @Test func theyAreAllHere() { #expect(Self.names.count == 80) }

  @Test(arguments: names)
  func agrees(name: String) throws {
    let machine = Machine()
    let console = Console(machine)
    try machine.load(Self.bytes(name + ".elf"))
    let outcome = machine.run(limit: 10_000_000)
    #expect(outcome == .finished(status: 0))
    #expect(Self.lines(console.bytes) == Self.lines(try Self.bytes(name + ".txt")))
  }

  /// Instruction by instruction a program does what it does in blocks.
  @Test(arguments: names.filter { $0.hasSuffix("_01") && !$0.hasPrefix("b_int") })
  func stepsAreAsBlocks(name: String) throws {
    let machine = Machine()
    let console = Console(machine)
    try machine.load(Self.bytes(name + ".elf"))
    var outcome: Machine.Outcome?
    while outcome == nil, machine.instructions < 1_000_000 { outcome = machine.step() }
    let other = Machine()
    try other.load(Self.bytes(name + ".elf"))
    #expect(outcome == .finished(status: 0) && other.run() == outcome)
    #expect(Self.lines(console.bytes) == Self.lines(try Self.bytes(name + ".txt")))
    #expect(other.instructions == machine.instructions && other.cycles == machine.cycles)
    #expect(other.totals() == machine.totals())
  }
}

/// Keeps what a machine sends.
final class Console {
  var bytes: [UInt8] = []

  init(_ machine: Machine) {
    machine.output = { [weak self] in self?.bytes += $0 }
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}
