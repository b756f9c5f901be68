// Who waits for an object: threads in order of urgency, and in order of arrival within one
// priority. Equals form a ring; the oldest of each ring leads it, and leaders form a list from
// most to least urgent. So no operation grows with the number of waiters: insertion passes at
// most one leader per priority level.

/// A thing that can wait: a reference whose links belong to the queue while it does.
public protocol WaitingNode: RingNode {
  /// Effective priority; 0 is the most urgent.
  var level: UInt8 { get }
  /// The leader of the next more urgent ring; nil for the first leader and for all others.
  var more: Self? { get nonmutating set }
  /// The leader of the next less urgent ring; nil for the last leader and for all others.
  var less: Self? { get nonmutating set }
}

/// The operations on a queue whose only storage is its first leader.
public enum WaitQueue<Thread: WaitingNode> {
  /// Adds a thread behind its equals.
  @inline(__always)
  public static func insert(_ thread: Thread, into top: inout Thread?) {
    guard let first = top else {
      thread.standAlone()
      thread.more = nil
      thread.less = nil
      top = thread
      return
    }
    insert(thread, below: first, into: &top)
  }

  private static func insert(_ thread: Thread, below first: Thread, into top: inout Thread?) {
    var above: Thread?
    var leader: Thread? = first
    while let current = leader, current.level < thread.level {
      above = current
      leader = current.less
    }
    if let leader, leader.level == thread.level {
      thread.more = nil
      thread.less = nil
      thread.join(before: leader)
      return
    }
    thread.standAlone()
    thread.more = above
    thread.less = leader
    leader?.more = thread
    if let above { above.less = thread } else { top = thread }
  }

  /// Removes a thread that waits in this queue.
  @inline(__always)
  public static func remove(_ thread: Thread, from top: inout Thread?) {
    let next = thread.next
    let isTop = top == thread
    guard isTop || thread.more != nil else {
      thread.leaveRing()
      return
    }
    let above = thread.more
    let below = thread.less
    var heir = below
    if next != thread {
      // The next oldest leads on.
      thread.leaveRing()
      next.more = above
      next.less = below
      below?.more = next
      heir = next
    } else {
      below?.more = above
    }
    if let above { above.less = heir } else { top = heir }
  }

  /// The waiter after one in order of urgency and arrival; nil after the last.
  ///
  /// Asked before a walk removes `thread`, the answer stays true afterwards.
  public static func next(after thread: Thread, in top: Thread?) -> Thread? {
    let next = thread.next
    // The ring is over when it comes back to its leader.
    return next == top || next.more != nil ? next.less : next
  }
}
