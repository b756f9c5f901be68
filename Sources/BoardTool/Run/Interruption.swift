import Foundation

/// Does some work that Ctrl-C, SIGTERM and SIGHUP cancel, so that nothing it started stays behind.
public enum Interruption {
  /// The signal, if one came; else what the work gave.
  public enum Outcome<Value: Sendable>: Sendable {
    case finished(Value)
    case interrupted(Int32)
  }

  public static func guarding<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Outcome<Value> {
    let task = Task(operation: work)
    let received = Received()
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        received.note(number)
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    do {
      let value = try await task.value
      return received.signal.map { .interrupted($0) } ?? .finished(value)
    } catch {
      if let number = received.signal { return .interrupted(number) }
      throw error
    }
  }

  private final class Received: Sendable {
    private let lock = NSLock()
    nonisolated(unsafe) private var number: Int32?

    var signal: Int32? {
      lock.lock()
      defer { lock.unlock() }
      return number
    }

    func note(_ signal: Int32) {
      lock.lock()
      defer { lock.unlock() }
      number = signal
    }
  }
}
