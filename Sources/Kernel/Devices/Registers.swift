// A device's registers and configuration, as its driver sees them.

import CBulkhead

/// 32-bit registers by their byte offset from a base.
///
/// Safety: the base comes from the board's description, which says that the device is there.
public struct Registers {
  public let base: UInt

  @inline(__always)
  public init(base: UInt) { self.base = base }

  @inline(__always)
  public subscript(offset: UInt) -> UInt32 {
    get { bulkhead_mmio_read32(base &+ offset) }
    nonmutating set { bulkhead_mmio_write32(base &+ offset, newValue) }
  }

  /// The same for devices whose registers are bytes.
  @inline(__always)
  public subscript(byte offset: UInt) -> UInt8 {
    get { bulkhead_mmio_read8(base &+ offset) }
    nonmutating set { bulkhead_mmio_write8(base &+ offset, newValue) }
  }
}

/// A device of the description, as its driver gets it.
///
/// Safety: made only from pointers of the generated tables, which are constant and complete.
@safe
public struct Device {
  private let record: UnsafePointer<device>

  @inline(__always)
  public init(_ record: UnsafePointer<device>) { unsafe self.record = record }

  /// From an interrupt handler's argument.
  @inline(__always)
  @unsafe
  public init(argument: UnsafeRawPointer?) {
    // Safety: bindings' handlers get their device as argument.
    unsafe self.init(bulkhead_device_argument(argument))
  }

  @inline(__always)
  private var config: UnsafePointer<bulkhead_device_config> { unsafe bulkhead_config_of(record) }

  @inline(__always)
  public var registers: Registers { unsafe Registers(base: config.pointee.base) }

  /// Hz of the clock that feeds it; 0 if the description says none.
  public var clockFrequency: UInt32 { unsafe config.pointee.clock_frequency }

  /// A property of its binding, by position.
  public func property(_ index: Int) -> UInt32 {
    unsafe config.pointee.properties.unsafelyUnwrapped[index]
  }

  /// The device that a phandle property of its binding names, by position; nil if the node does not
  /// have the property.
  public func reference(_ index: Int) -> Device? {
    let place = property(index)
    guard place < bulkhead_device_count, let other = unsafe bulkhead_device_at(Int(place)) else {
      return nil
    }
    return unsafe Device(other)
  }

  /// Whether its init function has run and succeeded.
  public var isReady: Bool {
    let state = unsafe record.pointee.state
    return unsafe state.pointee.initialized && state.pointee.init_res == 0
  }

  /// Sets the priority of all its interrupt lines and enables them.
  public func enableInterrupts() {
    for index in unsafe 0..<Int(config.pointee.interrupt_count) {
      let line = unsafe config.pointee.interrupts.unsafelyUnwrapped[index]
      port_interrupt_set_priority(
        UInt32(line.line), UInt32(line.priority), Image.interruptPriorityBits)
      port_interrupt_enable(UInt32(line.line))
    }
  }

  /// Enables all its interrupt lines above all others: `irq_lock` does not hold the clock back.
  public func enableClockInterrupts() {
    enableInterrupts()
    for index in unsafe 0..<Int(config.pointee.interrupt_count) {
      port_interrupt_put_above(
        UInt32(unsafe config.pointee.interrupts.unsafelyUnwrapped[index].line))
    }
  }

  public func disableInterrupts() {
    for index in unsafe 0..<Int(config.pointee.interrupt_count) {
      let line = unsafe config.pointee.interrupts.unsafelyUnwrapped[index]
      port_interrupt_disable(UInt32(line.line))
    }
  }

  /// The driver's own state for this device; the binding's `state` bytes, zero at first.
  @inline(__always)
  public func state<State>(as type: State.Type) -> DeviceState<State> {
    // Safety: the build aligned the bytes to 8; the driver checks the size at init.
    unsafe DeviceState(record.pointee.data.unsafelyUnwrapped.assumingMemoryBound(to: type))
  }

  /// The bytes that the binding's `buffer` asked for, behind a state of this type.
  @unsafe
  public func buffer<State: ~Copyable>(after type: State.Type) -> UnsafeMutableRawPointer {
    // Safety: the build reserved them behind the binding's `state` bytes, which are no fewer.
    unsafe record.pointee.data.unsafelyUnwrapped + (MemoryLayout<State>.stride &+ 7) & ~7
  }
}

/// A driver's state in place.
///
/// Safety: a device's state is changed only by its driver, with interrupts masked.
@safe
public struct DeviceState<State: ~Copyable> {
  private let pointer: UnsafeMutablePointer<State>

  @inline(__always)
  init(_ pointer: UnsafeMutablePointer<State>) { unsafe self.pointer = pointer }

  @inline(__always)
  public var value: State {
    unsafeAddress { unsafe UnsafePointer(pointer) }
    nonmutating unsafeMutableAddress { unsafe pointer }
  }

  /// Begins a state's life.
  ///
  /// Init functions only.
  public func initialize(to value: consuming State) { unsafe pointer.initialize(to: value) }
}

/// Runs a piece of a driver with interrupts masked.
@inline(__always)
public func withInterruptsMasked<Result>(_ body: () -> Result) -> Result {
  let key = Port.mask()
  let result = body()
  Port.unmask(key)
  return result
}
