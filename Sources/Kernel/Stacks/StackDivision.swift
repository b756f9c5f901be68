// An allocator in Swift, behind the functions that C has for one. The build makes one for an image
// with a pool, of the type that its configuration names.

import Builtin
import CBulkhead
import KernelCore

/// Room for the allocator of an image's pool.
///
/// Not a value that is there from the start: then flash would hold one without any stacks.
///
/// Safety: the kernel calls nothing else before `begin`, and all with interrupts masked.
@safe @_rawLayout(like: Allocator)
public struct StackDivision<Allocator: StackAllocator>: ~Copyable, @unchecked Sendable {
  @inline(__always)
  public init() {}

  @unsafe @inline(__always)
  private var allocator: UnsafeMutablePointer<Allocator> {
    unsafe UnsafeMutablePointer<Allocator>(Builtin.addressOfRawLayout(self))
  }

  /// Nothing is allocated from now on.
  public borrowing func begin(_ region: UnsafePointer<bulkhead_stack_region>) {
    let region = unsafe region.pointee
    let placement = StackPlacement(granule: region.granule, shape: .init(region.shape))
    unsafe allocator.initialize(
      to: Allocator(total: region.total, base: region.base, placement: placement))
  }

  /// Takes a block; 0, or an error number.
  public borrowing func allocate(
    _ bytes: UInt32, _ block: UnsafeMutablePointer<bulkhead_stack_block>, wholly: Bool
  ) -> Int32 {
    do throws(StackError) {
      let made =
        unsafe wholly
        ? try allocator.pointee.allocateForIdle(bytes: bytes)
        : try allocator.pointee.allocate(bytes: bytes)
      unsafe block.pointee = bulkhead_stack_block(
        offset: made.offset, usable: made.usable, reserved: made.reserved)
      return 0
    } catch {
      return -BULKHEAD_ENOMEM
    }
  }

  /// Takes a block back; 0, or an error number.
  public borrowing func deallocate(_ block: UnsafePointer<bulkhead_stack_block>) -> Int32 {
    let block = unsafe block.pointee
    do throws(StackError) {
      try unsafe allocator.pointee.deallocate(
        StackBlock(offset: block.offset, usable: block.usable, reserved: block.reserved))
      return 0
    } catch {
      return -BULKHEAD_EINVAL
    }
  }

  /// Says what is left.
  public borrowing func tell(_ figures: UnsafeMutablePointer<bulkhead_stack_figures>) {
    unsafe figures.pointee.free = allocator.pointee.free
    unsafe figures.pointee.largest = allocator.pointee.largestFree
  }
}
