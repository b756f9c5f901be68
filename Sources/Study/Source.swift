/// What a figure counts, and how it was obtained.
///
/// Figures of different sources are in no sum and no chart together.
public struct Source: Sendable, Hashable {
  /// What one of it is: `instructions`.
  public var unit: String
  /// Behind the unit: `counted by the simulator`.
  public var origin: String

  public init(_ unit: String, _ origin: String) {
    self.unit = unit
    self.origin = origin
  }

  public var label: String { "\(unit), \(origin)" }

  static let instructions = Source("instructions", "counted by the simulator")
  static let events = Source("events", "counted by the simulator")
  static let bytes = Source("bytes", "of the image")
  static let finding = Source(
    "finding", "read from the trap that the simulator took, or from the effect")
  static let console = Source("text", "of the image's console")
  static let regions = Source("regions or capabilities", "of the image")
  static let emulated = Source("instructions", "counted by QEMU, another ISA")
  static let emulatedEvents = Source("events", "counted in QEMU's trace, another ISA")
  static let bytesElsewhere = Source("bytes", "of the image, another ISA")

  static func cycles(_ table: String) -> Source {
    Source("simulated cycles", "cost table \(table)")
  }
}
