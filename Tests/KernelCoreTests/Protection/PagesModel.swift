import KernelCore

/// POSIX.1-2017, mprotect: all pages of a range have the access that was said last; what nobody names is closed,
/// and open again for privileged code, before which the port opens everything.
struct PagesModel: ProtectionModel {
  private let ranges: [Pages.Entry]
  private(set) var mistakes: [String] = []

  private static let page: UInt64 = 4096

  init(loading plan: RegionPlan<Pages>) {
    ranges = plan.words
    for range in ranges {
      if UInt64(range.size) % Self.page != 0 { mistakes.append("half a page") }
      if range.first & 0xff8 != 0 { mistakes.append("it does not begin with a page") }
      if range.size == 0, range.first != 0 { mistakes.append("access to nothing") }
      if range.size != 0, range.first & 1 == 0 {
        mistakes.append("processors have no pages that cannot be read")
      }
      if end(of: range) > 1 << 32 { mistakes.append("it goes beyond the end of memory") }
    }
  }

  private func start(of range: Pages.Entry) -> UInt64 { UInt64(range.first & ~0xfff) }
  private func end(of range: Pages.Entry) -> UInt64 { start(of: range) + UInt64(range.size) }

  var edges: [UInt64] {
    ranges.filter { $0.size != 0 }.flatMap { [start(of: $0), end(of: $0)] }
  }

  func entries(having address: UInt32) -> [Int] {
    ranges.indices.filter {
      start(of: ranges[$0]) <= UInt64(address) && UInt64(address) < end(of: ranges[$0])
    }
  }

  func permits(_ access: Access, at address: UInt32, bytes: Int, privileged: Bool) -> Bool {
    privileged
      || (0..<bytes).allSatisfy { offset in
        guard let last = entries(having: address + UInt32(offset)).last else { return false }
        return Access(rawValue: UInt8(ranges[last].first & 7)).contains(access)
      }
  }
}
