// Stacks, typed by what they carry and by how much of it they hold.

import CBulkhead
import Kernel
import KernelCore

/// A bounded stack of small values: last in, first out; whoever pops an empty one waits.
///
/// Belongs in a global or static `let`. An element is at most as large as a pointer; it is copied
/// bit by bit, so it holds no references.
@safe
public struct Stack<Element: BitwiseCopyable & Sendable, let capacity: Int>:
  ~Copyable, @unchecked Sendable
{
  private let record: Cell<StackRecord>
  private let words: Room<UInt, capacity>

  /// An empty one.
  ///
  /// Elements larger than a pointer are a fault of the caller.
  @inline(__always)
  public init() {
    precondition(capacity > 0 && MemoryLayout<Element>.size <= MemoryLayout<UInt>.size)
    unsafe record = Cell(
      StackRecord(
        waiters: WaitQueueRecord(top: nil), base: nil, next: nil, top: nil, flags: 0))
    words = Room()
  }

  /// The kernel's stack over this object's words.
  ///
  /// Safety: the record lies in this object, which is borrowed while the reference is used. The
  /// words' address enters the record at the first use, because a constant cannot contain it.
  @inline(__always)
  private var kernel: WordStack {
    if unsafe record.address.pointee.base != words.start { settle() }
    return unsafe WordStack(record.address)
  }

  @inline(never)
  private func settle() {
    withInterruptsOff {
      // A more urgent thread may have been here first.
      guard let old = unsafe record.address.pointee.base else {
        unsafe WordStack(record.address).prepare(
          buffer: words.start, count: UInt32(truncatingIfNeeded: capacity))
        return
      }
      if unsafe old != words.start { refuse("a stack was moved after its first use") }
    }
  }

  /// Puts an element on top, or hands it to the most urgent waiter; false if the stack is full.
  ///
  /// Any context.
  public func push(_ element: Element) -> Bool {
    var word: UInt = 0
    // Safety: an element is no larger than a word; `init` has seen to it.
    unsafe withUnsafeMutableBytes(of: &word) { bytes in
      unsafe bytes.storeBytes(of: element, as: Element.self)
    }
    return kernel.push(word)
  }

  /// Takes the top element, as soon as there is one.
  ///
  /// Thread.
  public func pop() -> Element {
    while true {
      if let element = pop(.forever).element { return element }
    }
  }

  /// Takes the top element if there is one; nil if not.
  ///
  /// Any context.
  public func popIfAny() -> Element? { pop(.none).element }

  /// Takes the top element, waiting for one at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func pop(within duration: Duration) throws(WaitError) -> Element {
    let (element, outcome) = pop(Timeout(duration))
    guard let element else { throw WaitError(outcome) }
    return element
  }

  private func pop(_ limit: Timeout) -> (element: Element?, outcome: Outcome) {
    var word: UInt = 0
    let outcome = unsafe kernel.pop(&word, limit)
    guard outcome == .done else { return (nil, outcome) }
    // Safety: every word here was made of an element.
    return unsafe (withUnsafeBytes(of: word) { unsafe $0.load(as: Element.self) }, .done)
  }
}
