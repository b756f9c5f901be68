// A ring of bytes between an interrupt handler and everybody else.

/// A bounded first-in, first-out queue of bytes; `capacity` is a power of two.
public struct ByteRing<let capacity: Int> {
  private var bytes: [capacity of UInt8] = .init(repeating: 0)
  /// Counts of bytes put and taken since the start; their difference is what is in the ring.
  private var put: UInt32 = 0
  private var taken: UInt32 = 0

  public init() {}

  public var isEmpty: Bool { put == taken }
  public var isFull: Bool { put &- taken == UInt32(capacity) }
  public var count: Int { Int(put &- taken) }

  /// Adds a byte; false, and nothing is lost, if the ring is full.
  public mutating func append(_ byte: UInt8) -> Bool {
    if isFull { return false }
    bytes[Int(put) & (capacity &- 1)] = byte
    put &+= 1
    return true
  }

  /// Takes the oldest byte; nil if there is none.
  public mutating func removeFirst() -> UInt8? {
    if isEmpty { return nil }
    let byte = bytes[Int(taken) & (capacity &- 1)]
    taken &+= 1
    return byte
  }
}
