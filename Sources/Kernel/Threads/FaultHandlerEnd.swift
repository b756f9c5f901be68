// The system call at the end of a fault handler without privileges. Apart from what it leads to, so that only
// images with such handlers have that.

import CBulkhead

@c @implementation
public func bulkhead_end_fault_handler(_ verdict: UInt32) {
  bulkhead_follow_if_supervised(verdict)
}
