// How long to wait, as one number: the encoding of k_timeout_t, given a meaning.

/// A limit on waiting: none, none at all, a number of ticks, or a point in time.
public struct Timeout: Equatable, Sendable {
  /// Ticks from now if not negative; -1 for ever; -2 - t for tick t since boot.
  public let encoded: Int64

  @inline(__always)
  public init(encoded: Int64) { self.encoded = encoded }

  /// Not to wait.
  public static let none = Timeout(encoded: 0)
  /// To wait as long as it takes.
  public static let forever = Timeout(encoded: -1)

  @inline(__always) public var isNone: Bool { encoded == 0 }
  @inline(__always) public var isForever: Bool { encoded == -1 }

  /// The tick at which the time is up, if it ever is.
  ///
  /// A relative time counts from the next tick on, so that at least that many whole ticks pass.
  public func deadline(now: UInt64) -> UInt64 {
    // Two numbers below 2^63 have a sum, so nothing can overflow before the end of time.
    encoded >= 0
      ? now &+ UInt64(bitPattern: encoded) &+ 1 : UInt64(truncatingIfNeeded: -2 &- encoded)
  }
}
