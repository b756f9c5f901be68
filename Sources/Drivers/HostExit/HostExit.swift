// The end of the process: its streams are flushed, and its status is the run's.

import CBulkhead
import Kernel

// Only on the host is there a process; the drivers of all ports are one module.
#if os(Linux)

@c public func bulkhead_host_exit_exit(_ device: UnsafePointer<device>?, _ status: Int32) {
  port_exit(exitStatus(status))
}

#endif
