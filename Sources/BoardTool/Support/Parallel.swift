import Foundation

/// Does the same thing to every element, on all processors but no more at once, and gives the
/// results in the order of the elements.
///
/// The first failure cancels the rest.
func inParallel<Element: Sendable, Result: Sendable>(
  _ elements: [Element], limit: Int = ProcessInfo.processInfo.activeProcessorCount,
  _ body: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: elements.count)
    var next = 0
    func addNext() {
      guard next < elements.count else { return }
      let index = next
      let element = elements[index]
      group.addTask { (index, try await body(element)) }
      next += 1
    }
    for _ in 0..<max(1, limit) { addNext() }
    while let (index, result) = try await group.next() {
      results[index] = result
      addNext()
    }
    return results.compactMap { $0 }
  }
}
