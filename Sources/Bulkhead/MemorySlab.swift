// Memory slabs: room for a number of values of one type, each with one owner at a time.

import CBulkhead
import Kernel
import KernelCore

/// Room for `capacity` values: whoever wants one more waits until one goes.
///
/// Belongs in a global or static `let`. To make a value and to give it back takes the same few
/// instructions however many there are.
@safe
public struct MemorySlab<Element: ~Copyable, let capacity: Int>: ~Copyable, @unchecked Sendable {
  private let record: Cell<SlabRecord>
  private let blocks: Room<BlockRecord<Element>, capacity>

  /// All room is free.
  @inline(__always)
  public init() {
    precondition(capacity > 0)
    unsafe record = Cell(SlabRecord())
    unsafe blocks = Room()
  }

  /// The kernel's slab over this object's blocks.
  ///
  /// Safety: the record lies in this object, which is borrowed while the reference is used. The
  /// blocks' address enters the record at the first use, because a constant cannot contain it.
  @inline(__always)
  private var kernel: Slab {
    if unsafe record.address.pointee.block_size == 0 { settle() }
    return unsafe Slab(record.address)
  }

  @inline(never)
  private func settle() {
    unsafe requireStatic(record.address, "a memory slab must be a global or static let")
    withInterruptsOff {
      // A more urgent thread may have been here first.
      if unsafe record.address.pointee.block_size != 0 { return }
      _ = unsafe Slab(record.address).prepare(
        buffer: blocks.address, blockSize: MemoryLayout<BlockRecord<Element>>.stride,
        count: UInt32(truncatingIfNeeded: capacity))
    }
  }

  /// The values that are there now.
  ///
  /// Any context.
  public var count: Int { Int(truncatingIfNeeded: unsafe record.address.pointee.used) }

  /// Makes a value, as soon as there is room.
  ///
  /// Thread.
  public func make(_ value: consuming Element) -> Block<Element> {
    let (place, _) = unsafe kernel.take(.forever)
    guard let place = unsafe place else { refuse("a slab's wait without end ended") }
    return unsafe Block(at: place, of: record.address, value)
  }

  /// Makes a value if there is room; nil if not, and the value is gone.
  ///
  /// Any context.
  public func makeIfRoom(_ value: consuming Element) -> Block<Element>? {
    guard let place = unsafe kernel.take(.none).block else { return nil }
    return unsafe Block(at: place, of: record.address, value)
  }

  /// Makes a value, waiting for room at most that long.
  ///
  /// Thread. Throws `timedOut`, and the value is gone.
  public func make(
    _ value: consuming Element, within duration: Duration
  ) throws(WaitError) -> Block<Element> {
    let (place, outcome) = unsafe kernel.take(Timeout(duration))
    guard let place = unsafe place else { throw WaitError(outcome) }
    return unsafe Block(at: place, of: record.address, value)
  }
}

/// What lies in a slab: the value behind the link of the queue that may hold it, and its home.
@unsafe
struct BlockRecord<Element: ~Copyable>: ~Copyable {
  var link: UInt
  var slab: UnsafeMutablePointer<SlabRecord>
  var value: Element
}

/// The owner of a value in a slab; the room is free again when the owner goes.
@frozen
@safe
public struct Block<Element: ~Copyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let place: UnsafeMutableRawPointer

  /// Safety: nobody else has the place, which lies in the slab.
  @unsafe
  init(
    at place: UnsafeMutableRawPointer, of slab: UnsafeMutablePointer<SlabRecord>,
    _ value: consuming Element
  ) {
    unsafe place.assumingMemoryBound(to: BlockRecord<Element>.self).initialize(
      to: BlockRecord(link: 0, slab: slab, value: value))
    unsafe self.place = place
  }

  /// The owner of what a queue held.
  ///
  /// Safety: another owner gave it up for this one.
  @unsafe
  init(takingOver place: UnsafeMutableRawPointer) { unsafe self.place = place }

  /// Gives the place up without ending the value.
  consuming func giveUp() -> UnsafeMutableRawPointer {
    let place = unsafe place
    discard self
    return unsafe place
  }

  /// Safety: this is the value's one owner.
  private var record: UnsafeMutablePointer<BlockRecord<Element>> {
    unsafe place.assumingMemoryBound(to: BlockRecord<Element>.self)
  }

  /// The value, in its place.
  ///
  /// Whoever has the block has the value.
  public var value: Element {
    _read { yield unsafe address.pointee }
    _modify { yield unsafe &address.pointee }
  }

  private var address: UnsafeMutablePointer<Element> {
    unsafe withUnsafeMutablePointer(to: &record.pointee.value) { unsafe $0 }
  }

  @usableFromInline
  func end() {
    let slab = unsafe record.pointee.slab
    unsafe address.deinitialize(count: 1)
    unsafe Slab(slab).give(place)
  }

  deinit { end() }
}
