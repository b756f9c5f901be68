import KernelCore

/// Memory that threads without privileges are to reach, and who asked for it.
struct RegionGrant: Sendable, Equatable {
  /// As a report calls it: `partition readings`.
  var name: String
  /// What the source asked for.
  var asked: AddressRange
  /// What the build made of it, which the kernel lets threads reach: all that one region covers.
  var given: AddressRange
  var access: Access
  /// The address of the variable that says where in the source it is; nil for what the build makes.
  var variable: UInt64?
}

/// A grant in the entries of the hardware that the kernel has for it.
struct PlannedRegion: Sendable, Equatable {
  var grant: RegionGrant
  /// The hardware's numbers.
  var numbers: Range<Int>
  /// What is loaded into the registers of each, as the kernel computes it.
  var words: [UInt32]
  /// What can be reached; nil if the grant gives no access.
  var covers: AddressRange?
  /// Bytes that can be reached and that nobody asked for.
  var beyond: UInt64
}

extension AddressRange {
  /// From the first address to the last.
  var text: String { "\(Self.text(first))-\(Self.text(last))" }

  private static func text(_ address: UInt32) -> String {
    let digits = String(address, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
