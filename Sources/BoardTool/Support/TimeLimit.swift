/// Does some work, but not for longer than a limit: nil when the time is up.
///
/// The work is cancelled then, and with it what it runs.
func limited<Value: Sendable>(
  to limit: Duration?, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
  guard let limit else { return try await work() }
  return try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    return try await group.next() ?? nil
  }
}
