import KernelCore

/// The RISC-V Privileged Architecture, "Physical Memory Protection", on RV32: the lowest-numbered
/// entry that has any byte of an access decides it, and must have all of them.
struct PMPModel: ProtectionModel {
  typealias Entry = (address: UInt32, configuration: UInt8)
  private let entries: [Entry]
  private(set) var mistakes: [String] = []

  init(loading plan: RegionPlan<PMP>) {
    self.init(plan.words.map { ($0.address, $0.configuration) })
  }

  init(_ entries: [Entry]) {
    self.entries = entries
    for entry in entries {
      if entry.configuration & 0x60 != 0 { mistakes.append("reserved bits") }
      if entry.configuration & 0x80 != 0 { mistakes.append("locked") }
      if entry.configuration & 3 == 2 { mistakes.append("W without R is reserved") }
    }
  }

  /// From the first byte to the one after the last; addresses have 34 bits.
  private func match(_ index: Int) -> Range<UInt64> {
    let address = UInt64(entries[index].address)
    switch (entries[index].configuration >> 3) & 3 {
    case 1:
      let bottom = index == 0 ? 0 : UInt64(entries[index - 1].address) << 2
      let top = address << 2
      return bottom < top ? bottom..<top : 0..<0
    case 2:
      return address << 2..<(address + 1) << 2
    case 3:
      // yyyy011: 2^(ones + 3) bytes.
      let ones = (~address).trailingZeroBitCount
      let size: UInt64 = 1 << UInt64(ones + 3)
      let base = (address & ~(size / 8 - 1)) << 2
      return base..<base + size
    default:
      return 0..<0
    }
  }

  var edges: [UInt64] {
    entries.indices.flatMap { [match($0).lowerBound, match($0).upperBound] }
  }

  func entries(having address: UInt32) -> [Int] {
    entries.indices.filter { match($0).contains(UInt64(address)) }
  }

  func permits(_ access: Access, at address: UInt32, bytes: Int, privileged: Bool) -> Bool {
    let wanted = UInt64(address)..<UInt64(address) + UInt64(bytes)
    guard let index = entries.indices.first(where: { match($0).overlaps(wanted) }) else {
      return privileged
    }
    let found = match(index)
    if found.lowerBound > wanted.lowerBound || found.upperBound < wanted.upperBound { return false }
    // Machine mode is bound by locked entries only.
    if privileged, entries[index].configuration & 0x80 == 0 { return true }
    switch access {
    case .read: return entries[index].configuration & 1 != 0
    case .write: return entries[index].configuration & 2 != 0
    default: return entries[index].configuration & 4 != 0
    }
  }
}
