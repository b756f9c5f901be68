import ELF
import KernelCore

/// What compartments reach in an image whose board confines them by capabilities: the bounds of each, padding and all,
/// and what it may ask for.
public struct ConfinementExplanation: Sendable {
  let image: String
  let confined: ConfinedImage
  private let system: SystemDescription
  private let calls: [String]
  private let devices: [String: [DeviceRegisters]]

  /// Nil for a board that confines otherwise, and for an application without compartments.
  public init?(building builder: ImageBuilder) async throws {
    let model = try await builder.model()
    guard model.processor.protection.kind == .cheri,
      let system = try SystemDescription(of: builder.application)
    else { return nil }
    try self.init(of: try await builder.build(), system)
  }

  init(of image: Image, _ system: SystemDescription) throws {
    self.image = "\(image.application.name) on \(image.model.board.name)"
    self.system = system
    confined = try ConfinedImage(
      ELFFile(image.elf.bytes()), of: system.compartments.map(\.name))
    calls =
      try CallExplanation(image.application, image.model.processor.protection)?.lines() ?? []
    var devices: [String: [DeviceRegisters]] = [:]
    for compartment in system.compartments {
      devices[compartment.name] = try system.registers(of: compartment, in: image.model)
    }
    self.devices = devices
  }

  public var text: String {
    let head = [
      "regions of \(image): capabilities, one for the code and one for the memory of each compartment"
    ]
    let (code, memory) = confined.padding
    let tail = [
      "all else: with privileges, reaches everything",
      "bytes in reach that nobody asked for: \(code) with code, \(memory) with memory; "
        + "\(code + memory) in all, which nobody else has",
      "bytes of functions that several compartments have, each its own: \(confined.copiedCode)",
    ]
    return
      (head + confined.compartments.flatMap(paragraph) + tail.prefix(1) + calls
      + tail.dropFirst()).joined(separator: "\n")
  }

  private func paragraph(_ compartment: ConfinedImage.Compartment) -> [String] {
    let place = system.compartment(compartment.name).map { system.place($0, .name) }
    var rows = [
      ["what", "addresses", "access", "bytes", "asked", "beyond"],
      row("code", "--x", compartment.code), row("memory", "rw-", compartment.memory),
    ]
    for device in devices[compartment.name] ?? [] {
      guard let base = UInt32(exactly: device.address),
        let size = UInt32(exactly: device.size), let given = AddressRange(base: base, size: size)
      else { continue }
      rows.append(
        row(device.label, "rw-", ConfinedImage.Block(given: given, asked: Int(device.size))))
    }
    let width = (rows.map { $0[0].count }.max() ?? 0)
    let table = rows.map { cells in
      "  "
        + cells.enumerated().map { column, cell in
          let size = [width, 21, 6, 6, 6, 6][column]
          let space = String(repeating: " ", count: max(0, size - cell.count))
          return column > 2 ? space + cell : cell + space
        }.joined(separator: "  ")
    }
    let stacks = [
      ("stacks that nobody else reaches", compartment.privateStacks),
      ("stacks that all its threads reach", compartment.sharedStacks),
    ]
    return ["compartment \(compartment.name)" + (place.map { ", \($0)" } ?? "")] + table
      + stacks.filter { !$0.1.isEmpty }.map { "  \($0): " + $1.map(\.name).joined(separator: ", ") }
      + ["  may ask for: " + compartment.imports.joined(separator: ", ")]
  }

  private func row(_ what: String, _ access: String, _ block: ConfinedImage.Block) -> [String] {
    [
      what, block.given.text, access, "\(block.given.size)", "\(block.asked)", "\(block.padding)",
    ]
  }
}
