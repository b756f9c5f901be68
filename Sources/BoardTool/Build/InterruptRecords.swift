import Devicetree
import ELF

/// What IRQ_CONNECT left in a linked image, checked against the controller and the devices: the
/// places are the application's own.
struct InterruptRecords {
  var toolchain: Toolchain
  var model: ImageModel
  var elf: Path

  /// One IRQ_CONNECT.
  struct Record {
    var line: UInt32
    var place: SourceLocation
  }

  /// The section the records lie in; an object without its name has none.
  static let section = "bulkhead_irqs"

  /// Throws a failure with the place of a record that cannot be.
  func check() async throws {
    var owners: [UInt32: Record] = [:]
    for record in try await records() {
      if record.line >= model.controller.lines {
        throw Failure(
          "IRQ_CONNECT on line \(record.line), but the controller of \(model.board.name) has lines "
            + "0 to \(model.controller.lines - 1)", at: record.place)
      }
      if let device = model.devices.first(where: { serves($0, record.line) }) {
        throw Failure(
          "IRQ_CONNECT on line \(record.line), which \(device.node.displayName) has",
          at: record.place, notes: [.init("the device is here", at: device.node.location)],
          remedy: "disable the device, or take another line")
      }
      if let other = owners[record.line] {
        throw Failure(
          "two IRQ_CONNECT on line \(record.line)", at: record.place,
          notes: [.init("the other is here", at: other.place)])
      }
      owners[record.line] = record
    }
  }

  private func serves(_ device: Device, _ line: UInt32) -> Bool {
    device.interrupts.contains { $0.line == line && $0.handler != nil }
  }

  /// In the order of the addresses, which is the linker's.
  private func records() async throws -> [Record] {
    let bytes = try elf.bytes()
    let file = try ELFFile(bytes)
    let symbols = file.symbols.filter { $0.name.contains("bulkhead_irq_record_") }
    var records: [Record] = []
    for symbol in symbols.sorted(by: { $0.address < $1.address }) {
      guard let section = symbol.section.map({ file.sections[$0] }) else { continue }
      let offset = section.offset + Int(symbol.address - section.address)
      guard offset + 1 < bytes.count else { continue }
      // The line is a record's first member, 16 bits.
      let line = UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      records.append(Record(line: line, place: try await place(of: symbol)))
    }
    return records
  }

  private func place(of symbol: ELFFile.Symbol) async throws -> SourceLocation {
    let query = "DATA 0x" + String(symbol.address, radix: 16)
    let result = try await Tool.run(toolchain.symbolizer, ["--obj=\(elf)", query])
    let parts = result.output.split(separator: "\n").last?.split(separator: ":") ?? []
    guard parts.count == 2, let line = Int(parts[1]) else {
      return SourceLocation(file: elf.relative, line: 0)
    }
    return SourceLocation(file: Path(String(parts[0])).relative, line: line)
  }
}
