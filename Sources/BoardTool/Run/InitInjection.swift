import ELF
import Foundation

/// An init entry that is to go wrong in a run: another function takes the place of its own, in a copy
/// of the image that was built.
public struct InitInjection: Sendable, Equatable {
  public enum Kind: String, CaseIterable, Sendable {
    /// Returns -EIO.
    case fail
    /// Runs an undefined instruction.
    case fault
    /// Never returns.
    case overrun
    /// The same of the shutdown function, also of an entry that has none.
    case shutdownFail = "shutdown-fail"
    case shutdownFault = "shutdown-fault"
    case shutdownOverrun = "shutdown-overrun"

    /// The function that is called instead.
    var function: String {
      switch self {
      case .fail, .shutdownFail: "bulkhead_injected_fail"
      case .fault, .shutdownFault: "bulkhead_injected_fault"
      case .overrun, .shutdownOverrun: "bulkhead_injected_overrun"
      }
    }

    var isOnWayBack: Bool { [.shutdownFail, .shutdownFault, .shutdownOverrun].contains(self) }
  }

  /// As `explain init` calls it.
  public var entry: String
  public var kind: Kind

  /// The Kconfig symbol that an image needs.
  static let symbol = "INIT_FAULT_INJECTION"

  /// Takes `ENTRY=KIND`.
  public init(parsing text: String) throws {
    guard let equals = text.lastIndex(of: "="), equals != text.startIndex else {
      throw Failure("--inject '\(text)' is not of the form ENTRY=KIND", status: 2)
    }
    let word = String(text[text.index(after: equals)...])
    guard let kind = Kind(rawValue: word) else {
      throw Failure.unknown("kind of --inject", word, among: Kind.allCases.map(\.rawValue))
    }
    self.init(String(text[..<equals]), kind)
  }

  init(_ entry: String, _ kind: Kind) {
    self.entry = entry
    self.kind = kind
  }
}

extension Image {
  /// The image in another file, where entries go wrong, and where the run ends before main.
  func copied(
    to file: Path, with injections: [InitInjection], isBootOnly: Bool
  ) throws -> Image {
    let elf = try ELFFile(elf.bytes())
    let symbols = Dictionary(
      elf.symbols.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    func address(_ name: String) throws -> UInt64 {
      if let symbol = symbols[name] { return symbol.address }
      throw Failure("\(self.elf.relative) has no symbol \(name)")
    }
    var changes: [(address: UInt64, value: UInt64, bytes: Int)] = []
    let record = UInt64(4 * elf.word)
    for (index, injection) in injections.enumerated() {
      let before = injections[..<index].first {
        $0.entry == injection.entry && $0.kind.isOnWayBack == injection.kind.isOnWayBack
      }
      if let before {
        throw Failure(
          "\(injection.entry) cannot go wrong in two ways: --inject \(before.kind.rawValue) and "
            + injection.kind.rawValue, status: 2)
      }
      // The first members of struct bulkhead_init_entry.
      let member = injection.kind.isOnWayBack ? UInt64(elf.word) : 0
      let entry = try address("bulkhead_init_table") + record * UInt64(place(of: injection.entry))
      changes.append((entry + member, try address(injection.kind.function), elf.word))
    }
    if isBootOnly {
      if !model.configuration.isOn("SHUTDOWN") {
        throw Failure(
          "--boot-only needs an image that can go down", remedy: "set CONFIG_SHUTDOWN=y")
      }
      changes.append((try address("bulkhead_injected_end"), 1, 4))
    }
    var bytes = try self.elf.bytes()
    for change in changes {
      guard let start = elf.place(of: change.address)?.offset, start + change.bytes <= bytes.count
      else { throw Failure("\(self.elf.relative) has no byte for \(hex(change.address))") }
      for index in 0..<change.bytes {
        bytes[start + index] = UInt8(truncatingIfNeeded: change.value >> UInt64(8 * index))
      }
    }
    // Another file in its place, since the old one may run.
    try file.remove()
    try FileManager.default.copyItem(atPath: self.elf.string, toPath: file.string)
    try Data(bytes).write(to: URL(fileURLWithPath: file.string))
    var copy = self
    copy.elf = file
    return copy
  }

  /// The place in the table of an entry, by its name or its node's label.
  private func place(of name: String) throws -> Int {
    let names = plan.table.map(\.name)
    if let place = names.firstIndex(of: name) ?? names.firstIndex(of: "&" + name) { return place }
    throw Failure.unknown("init entry", name, among: names)
  }
}
