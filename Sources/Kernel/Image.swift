// The image's configuration, as the kernel reads it: the constants that the build generated.

import CBulkhead
import KernelCore

/// Kconfig choices and board facts.
///
/// Safety: the generated table is constant, and complete when the image links.
@safe
public enum Image {
  @inline(__always) public static var ticksPerSecond: UInt32 {
    unsafe bulkhead_image.ticks_per_second
  }
  @inline(__always) public static var cyclesPerSecond: UInt32 {
    unsafe bulkhead_image.cycles_per_second
  }
  @inline(__always) public static var cyclesPerTick: UInt32 {
    unsafe bulkhead_image.cycles_per_tick
  }
  static var sliceTicks: UInt32 { unsafe bulkhead_image.timeslice_ticks }
  static var mainPriority: Int32 { unsafe Int32(bulkhead_image.main_priority) }
  static var slicePriority: Int32 { unsafe Int32(bulkhead_image.timeslice_priority) }
  static var interruptLines: UInt32 { unsafe UInt32(bulkhead_image.interrupt_lines) }
  public static var interruptPriorityBits: UInt32 {
    unsafe UInt32(bulkhead_image.interrupt_priority_bits)
  }
  /// Bytes of a thread's name with its end; 0: threads have no names.
  static var nameSize: Int { unsafe Int(bulkhead_image.thread_name_size) }

  static var idleThread: Thread { unsafe Thread(bulkhead_image.idle_thread) }
  static var mainThread: Thread { unsafe Thread(bulkhead_image.main_thread) }

  @unsafe static var heap: UnsafeMutableRawPointer? { unsafe bulkhead_image.heap }
  static var heapSize: Int { unsafe Int(truncatingIfNeeded: bulkhead_image.heap_size) }

  static var paintsStacks: Bool { isSet(BULKHEAD_IMAGE_PAINT_STACKS) }
  /// The application is compiled for the floating-point unit.
  static var usesFPU: Bool { isSet(BULKHEAD_IMAGE_FPU) }
  static var exitsWhenDone: Bool { isSet(BULKHEAD_IMAGE_EXIT_WHEN_DONE) }
  static var exitsAfterMain: Bool { isSet(BULKHEAD_IMAGE_EXIT_AFTER_MAIN) }

  private static func isSet(_ flag: UInt32) -> Bool {
    unsafe UInt32(bulkhead_image.flags) & flag != 0
  }
}
