// What drivers of flash memories have in common: the geometry with its checks, and that one thread
// at a time has the memory.

import CBulkhead
import Kernel
import KernelCore

/// The state of a memory with pages of one size.
///
/// Safety: the mutex is used only where it lies.
@safe
struct FlashMemory {
  fileprivate var mutex = unsafe MutexRecord()
  fileprivate var parameters: flash_parameters
  fileprivate var layout: flash_pages_layout

  init(size: Int, page: Int, block: Int) {
    parameters = flash_parameters(
      write_block_size: block, caps: .init(no_explicit_erase: false), erase_value: 0xff)
    layout = flash_pages_layout(pages_count: size / page, pages_size: page)
  }

  var block: Int { parameters.write_block_size }
  var page: Int { layout.pages_size }
  var size: Int { layout.pages_count &* layout.pages_size }

  /// Whether a range lies in the memory and is of whole units.
  func contains(_ offset: Int, _ length: Int, unit: Int) -> Bool {
    offset >= 0 && offset <= size && length >= 0 && length <= size &- offset
      && offset % unit == 0 && length % unit == 0
  }
}

/// A memory, by its device.
///
/// Safety: the state lies in the device's data and never moves, so its parts have addresses to keep.
@safe
struct FlashDevice {
  let device: Device
  private var state: DeviceState<FlashMemory> { device.state(as: FlashMemory.self) }

  @unsafe
  init(_ record: UnsafePointer<device>) { unsafe device = Device(record) }

  var memory: FlashMemory { state.value }

  func start(_ memory: FlashMemory) { state.initialize(to: memory) }

  /// Does a work on a range of whole units, once no other thread has the memory.
  ///
  /// Thread.
  func use(_ offset: Int, _ length: Int, unit: Int, _ work: () -> Int32) -> Int32 {
    guard memory.contains(offset, length, unit: unit) else { return Errno.invalid }
    let mutex = unsafe withUnsafeMutablePointer(to: &state.value.mutex) { unsafe Mutex($0) }
    if !mutex.tryLock() { _ = mutex.lock(.forever) }
    defer { _ = mutex.unlock() }
    return work()
  }

  @unsafe
  var parameters: UnsafePointer<flash_parameters> {
    unsafe withUnsafePointer(to: &state.value.parameters) { unsafe $0 }
  }

  @unsafe
  var layout: UnsafePointer<flash_pages_layout> {
    unsafe withUnsafePointer(to: &state.value.layout) { unsafe $0 }
  }
}

@c public func bulkhead_flash_parameters(
  _ device: UnsafePointer<device>
) -> UnsafePointer<flash_parameters> {
  unsafe FlashDevice(device).parameters
}

@c public func bulkhead_flash_size(
  _ device: UnsafePointer<device>, _ size: UnsafeMutablePointer<UInt64>
) -> Int32 {
  unsafe size.pointee = UInt64(FlashDevice(device).memory.size)
  return 0
}

@c public func bulkhead_flash_page_layout(
  _ device: UnsafePointer<device>,
  _ layout: UnsafeMutablePointer<UnsafePointer<flash_pages_layout>?>,
  _ count: UnsafeMutablePointer<Int>
) {
  unsafe layout.pointee = FlashDevice(device).layout
  unsafe count.pointee = 1
}
