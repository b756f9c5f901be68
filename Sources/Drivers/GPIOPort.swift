// What drivers of GPIO ports have in common: the list of callbacks, and the functions that follow
// from setting pins under a mask.

import CBulkhead
import Kernel

/// What the state of every port begins with.
struct GPIOPort {
  /// The pins that are active low: where the C API looks for them.
  var data = gpio_driver_data(invert: 0)
  var callbacks = GPIOCallbacks()
}

/// The callbacks of a port: structures of the application, chained through their nodes.
///
/// Safety: gpio_add_callback's caller keeps a structure alive and unmoved until it is removed.
@safe
struct GPIOCallbacks {
  private var first: UnsafeMutablePointer<gpio_callback>?

  init() { unsafe first = nil }

  private static func next(
    _ callback: UnsafeMutablePointer<gpio_callback>
  ) -> UnsafeMutablePointer<gpio_callback>? {
    // The node is the structure's first member.
    unsafe UnsafeMutableRawPointer(callback.pointee.node.next)?
      .assumingMemoryBound(to: gpio_callback.self)
  }

  private static func link(
    _ callback: UnsafeMutablePointer<gpio_callback>, to next: UnsafeMutablePointer<gpio_callback>?
  ) {
    unsafe callback.pointee.node.next = UnsafeMutableRawPointer(next)?
      .assumingMemoryBound(to: _snode.self)
  }

  mutating func add(_ callback: UnsafeMutablePointer<gpio_callback>) {
    _ = unsafe remove(callback)
    unsafe Self.link(callback, to: first)
    unsafe first = callback
  }

  /// False if it is not there.
  mutating func remove(_ callback: UnsafeMutablePointer<gpio_callback>) -> Bool {
    if unsafe first == callback {
      unsafe first = Self.next(callback)
      return true
    }
    var one = unsafe first
    while let before = unsafe one {
      if unsafe Self.next(before) == callback {
        unsafe Self.link(before, to: Self.next(callback))
        return true
      }
      unsafe one = Self.next(before)
    }
    return false
  }

  /// Calls those that wait for one of the pins; each may remove itself.
  func fire(_ port: UnsafePointer<device>, _ pins: UInt32) {
    var one = unsafe first
    while let callback = unsafe one {
      unsafe one = Self.next(callback)
      let wanted = unsafe callback.pointee.pin_mask & pins
      if wanted != 0 { unsafe callback.pointee.handler(port, callback, wanted) }
    }
  }
}

/// The registers of one kind of port.
protocol GPIOHardware {
  init(_ device: Device)
  /// All pins inputs that do not interrupt, as after a reset.
  func stop()
}

extension GPIOHardware {
  static func bringUp(_ device: Device) -> Int32 {
    Self(device).stop()
    device.state(as: GPIOPort.self).initialize(to: GPIOPort())
    device.enableInterrupts()
    return 0
  }

  static func bringDown(_ device: Device) -> Int32 {
    device.disableInterrupts()
    Self(device).stop()
    return 0
  }
}

extension Device {
  /// Whether a port has this pin; its first property is their number.
  func hasPin(_ pin: UInt8) -> Bool { UInt32(pin) < property(0) }

  /// Calls the callbacks of pins that interrupted.
  ///
  /// Interrupt handlers only.
  func fireCallbacks(of port: UnsafePointer<device>, _ pins: UInt32) {
    // A copy of the list's head: a callback may change the list.
    let callbacks = state(as: GPIOPort.self).value.callbacks
    if pins != 0 { unsafe callbacks.fire(port, pins) }
  }
}

@c public func bulkhead_gpio_set_bits(_ port: UnsafePointer<device>, _ pins: UInt32) -> Int32 {
  unsafe bulkhead_gpio_api(port).pointee.port_set_masked_raw(port, pins, pins)
}

@c public func bulkhead_gpio_clear_bits(_ port: UnsafePointer<device>, _ pins: UInt32) -> Int32 {
  unsafe bulkhead_gpio_api(port).pointee.port_set_masked_raw(port, pins, 0)
}

@c public func bulkhead_gpio_manage_callback(
  _ port: UnsafePointer<device>, _ callback: UnsafeMutablePointer<gpio_callback>, _ isAdded: Bool
) -> Int32 {
  let state = unsafe Device(port).state(as: GPIOPort.self)
  return withInterruptsMasked {
    if isAdded {
      unsafe state.value.callbacks.add(callback)
      return 0
    }
    return unsafe state.value.callbacks.remove(callback) ? 0 : Errno.invalid
  }
}
