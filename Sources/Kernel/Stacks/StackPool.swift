// The pool of dynamic stacks: which piece of it is whose. How it is divided is for an allocator to
// say, the build's or the application's. The latter is not believed: the kernel keeps account.

import CBulkhead
import KernelCore

/// The image's pool.
///
/// All operations are for threads and the boot. They mask interrupts while the allocator works.
public enum StackPool {
  /// What became of a stack that was to be freed.
  public enum Release {
    case done
    /// A thread lives on it.
    case inUse
    /// The pool did not give it, or has it back already.
    case unknown
  }

  /// What is known of the whole; bytes, but for the count.
  public struct Figures {
    public var free: UInt32
    public var largest: Int
    public var reserved = 0
    public var wasted = 0
    public var count: UInt32 = 0
  }

  /// What alignment takes of a size.
  static var fringe: Int { Int(BULKHEAD_STACK_ALIGN) &- 1 }

  /// Whether the image has one.
  public static var exists: Bool { unsafe bulkhead_stack_pool.memory != nil }
  /// Bytes.
  public static var total: UInt32 { unsafe bulkhead_stack_pool.total }
  /// How many stacks there can be at once.
  public static var limit: UInt32 { unsafe bulkhead_stack_pool.limit }

  /// A stack with room for so many bytes; nil if there is none now, or ever.
  ///
  /// With `wholly`, no byte of its piece of the pool is wasted. Cost: the allocator's, and it grows
  /// with the limit.
  public static func allocate(_ size: Int, wholly: Bool = false) -> DynamicStack? {
    guard exists, size >= 0, size < 1 << 30 else { return nil }
    let bytes = (max(size, 1) &+ fringe) & ~fringe &+ bulkhead_stack_reserved()
    let key = Port.mask()
    let stack = take(UInt32(truncatingIfNeeded: bytes), wholly: wholly)
    if let stack, Owner.mayBeCaller { stack.belongToCaller() }
    Port.unmask(key)
    if Image.paintsStacks { stack?.paint() }
    return stack
  }

  /// Takes a stack back.
  ///
  /// Cost: the allocator's, and it grows with the limit and with the threads.
  @unsafe
  public static func free(_ address: UnsafeMutablePointer<CChar>) -> Release {
    let key = Port.mask()
    defer { Port.unmask(key) }
    guard let stack = unsafe stack(at: address) else { return .unknown }
    if stack.thread != nil { return .inUse }
    return giveBack(stack) ? .done : .unknown
  }

  /// The stack that begins at an address; interrupts are masked.
  @unsafe
  public static func stack(at address: UnsafeMutablePointer<CChar>) -> DynamicStack? {
    first { unsafe $0.isAllocated && $0.start == address }
  }

  /// The stack behind one in the list, the first behind nil; nil behind the last.
  ///
  /// Interrupts are masked.
  public static func next(after stack: DynamicStack?) -> DynamicStack? {
    var hasPassed = stack == nil
    return first { other in
      let isWanted = hasPassed && other.isAllocated
      if let stack, unsafe other.record == stack.record { hasPassed = true }
      return isWanted
    }
  }

  /// What is known of all stacks and of the rest; interrupts are masked.
  public static func figures() -> Figures {
    begin()
    var figures = Figures(free: total, largest: 0)
    _ = first { stack in
      guard stack.isAllocated else { return false }
      figures.reserved &+= stack.reserved
      figures.wasted &+= stack.wasted
      figures.count &+= 1
      return false
    }
    figures.free &-= UInt32(truncatingIfNeeded: figures.reserved)
    var told = bulkhead_stack_figures(free: figures.free, largest: figures.free)
    unsafe bulkhead_stacks_figures(&told)
    figures.free = told.free
    let room = Int(truncatingIfNeeded: told.largest) & ~fringe
    figures.largest = figures.count == limit ? 0 : max(0, room &- bulkhead_stack_reserved())
    return figures
  }

  /// Whether an address is the pool's.
  static func contains(_ address: UInt) -> Bool {
    guard let memory = unsafe bulkhead_stack_pool.memory else { return false }
    return address &- UInt(bitPattern: memory) < UInt(total)
  }
}

// The allocator's side; interrupts are masked.
extension StackPool {
  @unsafe
  private static var allocator: UnsafePointer<bulkhead_stack_allocator>? {
    unsafe bulkhead_stack_pool.allocator
  }

  /// The first place in the list that agrees.
  private static func first(where agrees: (DynamicStack) -> Bool) -> DynamicStack? {
    guard var record = unsafe bulkhead_stack_pool.records else { return nil }
    begin()
    for _ in 0..<limit {
      let stack = unsafe DynamicStack(record: record)
      if agrees(stack) { return stack }
      unsafe record += 1
    }
    return nil
  }

  /// Forgets all stacks where the kernel has started, or a test starts afresh.
  fileprivate static func begin() {
    // Safety: the build made what the pool names, with `limit` records.
    guard let isReady = unsafe bulkhead_stack_pool.is_ready, unsafe isReady.pointee == 0,
      let records = unsafe bulkhead_stack_pool.records
    else { return }
    unsafe isReady.pointee = 1
    unsafe records.update(repeating: DynamicStackRecord(), count: Int(limit))
    var region = bulkhead_stack_region(
      total: total, base: base, granule: placement.granule, shape: unsafe bulkhead_stack_pool.shape)
    unsafe allocator?.pointee.`init`(&region)
  }

  private static func take(_ bytes: UInt32, wholly: Bool) -> DynamicStack? {
    guard let stack = first(where: { !$0.isAllocated }), let allocator = unsafe allocator else {
      return nil
    }
    var block = bulkhead_stack_block()
    let result =
      unsafe wholly
      ? allocator.pointee.allocate_for_idle(bytes, &block)
      : allocator.pointee.allocate(bytes, &block)
    guard result == 0 else { return nil }
    if unsafe !bulkhead_stack_pool.is_believed, !isSound(block, for: bytes) {
      // It is the allocator's own affair whether it takes that back.
      _ = unsafe allocator.pointee.deallocate(&block)
      return nil
    }
    stack.fields = DynamicStackRecord(block: block, owner: 0)
    return stack
  }

  static func giveBack(_ stack: DynamicStack) -> Bool {
    guard let allocator = unsafe allocator,
      unsafe allocator.pointee.deallocate(&stack.record.pointee.block) == 0
    else { return false }
    stack.fields = DynamicStackRecord()
    return true
  }

  /// Whether a block is what was asked for, placed by the rule, and across no other.
  private static func isSound(_ block: bulkhead_stack_block, for bytes: UInt32) -> Bool {
    guard bytes <= block.usable, block.usable <= block.reserved, block.reserved <= total,
      block.offset <= total &- block.reserved,
      placement.size(for: block.reserved) == block.reserved,
      placement.start(of: block.reserved, atOrAbove: base &+ block.offset) == base &+ block.offset
    else { return false }
    let across = first { stack in
      let other = stack.fields.block
      return stack.isAllocated && block.offset < other.offset &+ other.reserved
        && other.offset < block.offset &+ block.reserved
    }
    return across == nil
  }

  /// The address that the placement is about; a host's image lies below 2³².
  private static var base: UInt32 {
    UInt32(truncatingIfNeeded: UInt(bitPattern: unsafe bulkhead_stack_pool.memory))
  }

  private static var placement: StackPlacement {
    StackPlacement(
      granule: unsafe bulkhead_stack_pool.granule,
      shape: unsafe .init(bulkhead_stack_pool.shape))
  }
}

/// Begins with no stack, if nobody has asked for one already; again where a test starts afresh.
@c @implementation
public func bulkhead_begin_stacks() {
  let key = Port.mask()
  StackPool.begin()
  Port.unmask(key)
}

extension StackPlacement.Shape {
  init(_ shape: bulkhead_stack_shape) {
    self =
      switch shape {
      case BULKHEAD_STACK_POWER_OF_TWO: .powerOfTwo
      case BULKHEAD_STACK_EIGHTHS: .eighths
      default: .multiples
      }
  }
}
