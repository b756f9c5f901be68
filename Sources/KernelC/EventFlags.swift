// zephyr/kernel/event.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_event_init(_ event: UnsafeMutablePointer<EventRecord>) {
  unsafe EventFlags(event).prepare()
}

@c @implementation
public func k_event_post(_ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32) -> UInt32 {
  unsafe EventFlags(event).change(to: events, mask: events)
}

@c @implementation
public func k_event_set(_ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32) -> UInt32 {
  unsafe EventFlags(event).change(to: events, mask: .max)
}

@c @implementation
public func k_event_set_masked(
  _ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32, _ mask: UInt32
) -> UInt32 {
  unsafe EventFlags(event).change(to: events, mask: mask)
}

@c @implementation
public func k_event_clear(_ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32) -> UInt32 {
  unsafe EventFlags(event).change(to: 0, mask: events)
}

@c @implementation
public func k_event_wait(
  _ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32, _ reset: Bool,
  _ timeout: k_timeout_t
) -> UInt32 {
  unsafe EventFlags(event).wait(for: events, reset ? .reset : EventWish(), Timeout(timeout))
}

@c @implementation
public func k_event_wait_all(
  _ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32, _ reset: Bool,
  _ timeout: k_timeout_t
) -> UInt32 {
  unsafe EventFlags(event).wait(for: events, reset ? .all.union(.reset) : .all, Timeout(timeout))
}

@c @implementation
public func k_event_wait_safe(
  _ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32, _ reset: Bool,
  _ timeout: k_timeout_t
) -> UInt32 {
  unsafe EventFlags(event)
    .wait(for: events, reset ? .consume.union(.reset) : .consume, Timeout(timeout))
}

@c @implementation
public func k_event_wait_all_safe(
  _ event: UnsafeMutablePointer<EventRecord>, _ events: UInt32, _ reset: Bool,
  _ timeout: k_timeout_t
) -> UInt32 {
  unsafe EventFlags(event)
    .wait(
      for: events, reset ? .all.union(.consume).union(.reset) : .all.union(.consume),
      Timeout(timeout))
}
