// The process's standard output and input, through the C library's buffers, so that the kernel's
// lines keep their order with what the application prints there itself.

import CBulkhead
import Kernel

// Only on the host is there a process; the drivers of all ports are one module.
#if os(Linux)

@c public func bulkhead_host_console_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  port_console_write(byte)
}

@c public func bulkhead_host_console_flush(_ device: UnsafePointer<device>) {
  port_console_flush()
}

@c public func bulkhead_host_console_read(_ device: UnsafePointer<device>) -> Int32 {
  port_console_read()
}

#endif
