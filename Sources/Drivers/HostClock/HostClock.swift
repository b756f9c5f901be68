// The host port's counter as the kernel's clock. While it is up all its state is the port's, which
// moves time on and begins it anew; see Ports/Host/Machine/counter.c for what passes when.

import CBulkhead
import Kernel
import KernelCore

// Only on the host is there such a counter; the drivers of all ports are one module.
#if os(Linux)

/// While it is down: the count at which it went down.
@safe nonisolated(unsafe) private var last: UInt64?

@c public func bulkhead_host_clock_init(_ device: UnsafePointer<device>) -> Int32 {
  last = nil
  port_counter_connect {
    let cyclesPerTick = UInt64(Image.cyclesPerTick)
    let ticks = withInterruptsMasked {
      let ticks = (port_counter() &- port_counter_announced()) / cyclesPerTick
      port_counter_announce(ticks &* cyclesPerTick)
      return ticks
    }
    announceTicks(UInt32(truncatingIfNeeded: ticks))
  }
  return 0
}

@c public func bulkhead_host_clock_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  last = port_counter()
  port_counter_set_alarm(.max)
  return 0
}

@c public func bulkhead_host_clock_cycles(_ device: UnsafePointer<device>) -> UInt64 {
  last ?? port_counter()
}

@c public func bulkhead_host_clock_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  let passed = (last ?? port_counter()) &- port_counter_announced()
  return UInt32(truncatingIfNeeded: passed / UInt64(Image.cyclesPerTick))
}

@c public func bulkhead_host_clock_set_timeout(_ device: UnsafePointer<device>, _ ticks: UInt32) {
  if last != nil { return }
  if ticks == .max {
    port_counter_set_alarm(.max)
  } else {
    let delay = UInt64(ticks) &* UInt64(Image.cyclesPerTick)
    port_counter_set_alarm(port_counter_announced() &+ delay)
  }
}

#endif
