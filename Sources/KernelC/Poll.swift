// zephyr/kernel/poll.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_poll_event_init(
  _ event: UnsafeMutablePointer<PollEventRecord>, _ type: UInt32, _ mode: Int32,
  _ object: UnsafeMutableRawPointer?
) {
  let tag = unsafe event.pointee.tag
  unsafe event.initialize(to: PollEventRecord())
  unsafe event.pointee.tag = tag
  unsafe event.pointee.type = UInt8(truncatingIfNeeded: type)
  unsafe event.pointee.mode = UInt8(truncatingIfNeeded: mode)
  unsafe event.pointee.obj = object
}

@c @implementation
public func k_poll(
  _ events: UnsafeMutablePointer<PollEventRecord>?, _ count: Int32, _ timeout: k_timeout_t
) -> Int32 {
  unsafe poll(events, count: count, Timeout(timeout))
    .errno(busy: Errno.again, cancelled: Errno.interrupted)
}

@c @implementation
public func k_poll_signal_init(_ signal: UnsafeMutablePointer<PollSignalRecord>) {
  unsafe PollSignal(signal).prepare()
}

@c @implementation
public func k_poll_signal_raise(
  _ signal: UnsafeMutablePointer<PollSignalRecord>, _ result: Int32
) -> Int32 {
  unsafe PollSignal(signal).raise(result)
  return 0
}

@c @implementation
public func k_poll_signal_reset(_ signal: UnsafeMutablePointer<PollSignalRecord>) {
  unsafe PollSignal(signal).reset()
}

@c @implementation
public func k_poll_signal_check(
  _ signal: UnsafeMutablePointer<PollSignalRecord>, _ signaled: UnsafeMutablePointer<UInt32>,
  _ result: UnsafeMutablePointer<Int32>
) {
  let value = unsafe PollSignal(signal).value
  unsafe signaled.pointee = value.isRaised ? 1 : 0
  unsafe result.pointee = value.result
}
