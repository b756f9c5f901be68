// Who is ready to run: one ring of threads per priority level and a bit per ring that is not
// empty. Every operation is constant. It knows nothing of what a thread is.

/// A thing that can stand in a ring: a reference whose links the ring owns.
public protocol RingNode: Equatable {
  var next: Self { get nonmutating set }
  var previous: Self { get nonmutating set }
  /// Whether the lowest bit of a word that is set is found more quickly than the highest.
  static var findsLowestBit: Bool { get }
}

extension RingNode {
  @inline(__always)
  public static var findsLowestBit: Bool { false }
}

extension RingNode {
  /// Makes a ring of this node alone.
  @inline(__always)
  public func standAlone() {
    next = self
    previous = self
  }

  /// Joins the ring of `head` as its last.
  @inline(__always)
  public func join(before head: Self) {
    let last = head.previous
    next = head
    previous = last
    last.next = self
    head.previous = self
  }

  /// Leaves its ring, whose other members close up.
  @inline(__always)
  public func leaveRing() {
    let after = next
    let before = previous
    before.next = after
    after.previous = before
  }
}

/// 64 priority levels, 0 the most urgent, each a ring in the order its threads became ready.
///
/// Somebody is always ready: an idle thread stands alone at the last level, from the start.
public struct ReadyQueue<Thread: RingNode> {
  /// Level n is bit 31 - n % 32 of word n / 32, so that counting leading zeros finds the first; or bit n % 32.
  private var urgent: UInt32 = 0
  private var ordinary: UInt32 = 0
  /// How many threads are in their ring behind another.
  public private(set) var sharing: UInt32 = 0
  private var heads: InlineArray<64, Thread?>

  public init() { heads = .init(repeating: nil) }

  /// The thread that is to run first; never nil once the idle thread was added.
  ///
  /// It changes nothing; a question to a value in memory would copy all of it first.
  @inline(__always)
  public mutating func first() -> Thread? {
    let level = urgent != 0 ? Self.first(in: urgent) : Self.first(in: ordinary) &+ 32
    return heads[level & 63]
  }

  @inline(__always)
  private static func first(in word: UInt32) -> Int {
    (Thread.findsLowestBit ? word.trailingZeroBitCount : word.leadingZeroBitCount) & 31
  }

  /// Of a level in its word.
  @inline(__always)
  private static func bit(of level: UInt8) -> UInt32 {
    Thread.findsLowestBit ? 1 &<< UInt32(level & 31) : 0x8000_0000 &>> UInt32(level & 31)
  }

  /// Adds a thread as the last of its level.
  ///
  /// Returns whether others are there.
  @inline(__always)
  public mutating func append(_ thread: Thread, at level: UInt8) -> Bool {
    guard let head = heads[Int(level & 63)] else {
      begin(thread, at: level)
      return false
    }
    thread.join(before: head)
    sharing &+= 1
    return true
  }

  /// Adds a thread as the first of its level.
  public mutating func prepend(_ thread: Thread, at level: UInt8) {
    if let head = heads[Int(level & 63)] {
      thread.join(before: head)
      sharing &+= 1
      heads[Int(level & 63)] = thread
    } else {
      begin(thread, at: level)
    }
  }

  /// Removes a thread from the level it was added at.
  @inline(__always)
  public mutating func remove(_ thread: Thread, from level: UInt8) {
    let next = thread.next
    if next == thread {
      heads[Int(level & 63)] = nil
      let bit = Self.bit(of: level)
      if level & 32 == 0 { urgent &= ~bit } else { ordinary &= ~bit }
      return
    }
    thread.leaveRing()
    sharing &-= 1
    if heads[Int(level & 63)] == thread { heads[Int(level & 63)] = next }
  }

  /// Puts a thread that is the first of its level last.
  ///
  /// Returns the level's new first.
  @inline(__always)
  public mutating func rotate(_ thread: Thread, at level: UInt8) -> Thread {
    let next = thread.next
    heads[Int(level & 63)] = next
    return next
  }

  @inline(__always)
  private mutating func begin(_ thread: Thread, at level: UInt8) {
    thread.standAlone()
    heads[Int(level & 63)] = thread
    let bit = Self.bit(of: level)
    if level & 32 == 0 { urgent |= bit } else { ordinary |= bit }
  }
}
