// What an allocator of stacks is to the kernel: it hands out pieces of one region of memory. It deals
// in offsets and never touches the memory, which threads can write; all it knows lies in itself.

/// A piece of a stack allocator's region.
public struct StackBlock: Equatable, Sendable {
  /// Bytes from the region's begin to the lowest byte.
  public let offset: UInt32
  /// The bytes that whoever asked may count on; they end where the reserved ones do, since stacks
  /// grow down from there.
  public let usable: UInt32
  /// The bytes that are taken from the region; what is not usable of them is wasted.
  public let reserved: UInt32

  public init(offset: UInt32, usable: UInt32, reserved: UInt32) {
    self.offset = offset
    self.usable = usable
    self.reserved = reserved
  }
}

/// Why a stack allocator refused; it is then as it was before.
public enum StackError: Error, Equatable, Sendable {
  /// There is no room now; there may be when other stacks are given back.
  case exhausted
  /// There would be no room even if nothing were allocated.
  case tooLarge
  /// The allocator did not hand out this block, or has it back already.
  case notAllocated
}

/// A way to divide one region of memory into stacks.
///
/// Addresses are those of the placement rule, so that blocks of a region that is not aligned are
/// placed right, too. Every byte of the total is free, reserved or overhead. What is allocated when,
/// and so where it lies, depends on the calls alone.
///
/// A method that looks into an InlineArray of its value is best mutating: Swift 6.3 copies the whole
/// array for one that is not, once for each look, onto the stack of who asks.
public protocol StackAllocator: Sendable {
  /// An allocator of which nothing is allocated.
  ///
  /// - Parameters:
  ///   - total: The region's size in bytes.
  ///   - base: The address of its first byte; the region ends below 2³².
  ///   - placement: Where the protection of memory lets blocks lie.
  init(total: UInt32, base: UInt32, placement: StackPlacement)

  /// Takes room for a stack, as little of the region as this allocator can.
  ///
  /// - Returns: A block whose usable bytes are those asked for, at least one.
  /// - Throws: `exhausted` or `tooLarge`.
  mutating func allocate(bytes: UInt32) throws(StackError) -> StackBlock

  /// Like `allocate`, but what would be wasted is usable, too: the idle thread's stack is never given
  /// back, so nobody else would ever have it.
  mutating func allocateForIdle(bytes: UInt32) throws(StackError) -> StackBlock

  /// Takes a block back.
  ///
  /// - Throws: `notAllocated` unless it is exactly as it was handed out.
  mutating func deallocate(_ block: StackBlock) throws(StackError)

  /// The region's size in bytes.
  var total: UInt32 { get }
  /// The bytes that can never be part of a block.
  var overhead: UInt32 { get }
  /// The bytes that are not part of a block now.
  var free: UInt32 { get }
  /// The bytes that are reserved and not usable.
  var wasted: UInt32 { get }
  /// The most bytes that `allocate` would grant now; 0 if it would refuse all.
  var largestFree: UInt32 { mutating get }
}

extension StackAllocator {
  /// The bytes of all blocks that are handed out.
  public var reserved: UInt32 { total &- overhead &- free }
}
