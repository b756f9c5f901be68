// Callers' places in compartments: who gets one, who waits for one, and who is next. What a place lets its thread
// reach is GateCall.swift's and GateEnd.swift's.

import CBulkhead
import KernelCore

extension Gate {
  enum Finding {
    case place(Activation)
    case refusal(Int32)
  }

  /// A place for the caller, for which it may have to wait.
  func findPlace(for thread: Thread, in state: CompartmentState) -> Finding {
    let compartment = compartment
    let limit = Timeout(encoded: Int64(fields.timeout))
    while true {
      let key = Port.lock()
      if compartment.state != state {
        Port.unlock(key)
        return .refusal(compartment.state.refusal ?? -BULKHEAD_ENODEV)
      }
      if let free = compartment.firstActivation(where: { $0.thread == nil }) {
        compartment.take(free, for: thread)
        Port.unlock(key)
        return .place(free)
      }
      if compartment.firstActivation(where: { $0.thread != thread }) == nil {
        Port.unlock(key)
        return .refusal(-BULKHEAD_EDEADLK)
      }
      if limit.isNone {
        Port.unlock(key)
        return .refusal(-BULKHEAD_EBUSY)
      }
      // Otherwise the compartment has gone down meanwhile, which is looked at once more.
      let outcome = compartment.wait(thread, limit)
      if outcome == .timedOut { return .refusal(-BULKHEAD_EAGAIN) }
      if outcome == .done,
        let kept = compartment.firstActivation(where: { $0.thread == thread && !$0.isEntered })
      {
        return .place(kept)
      }
    }
  }
}

extension Compartment {
  /// A free place becomes a thread's.
  fileprivate func take(_ place: Activation, for thread: Thread) {
    place.thread = thread
    if unsafe fields.free == place.record {
      unsafe fields.free = place.fields.next
      return
    }
    var one = unsafe fields.free
    while let here = unsafe one {
      if unsafe here.pointee.next == place.record {
        unsafe here.pointee.next = place.fields.next
        return
      }
      unsafe one = here.pointee.next
    }
  }

  /// Waits for a place, in a section, which it ends; meanwhile one of the threads inside is lent the waiter's level.
  ///
  /// That is one for whose place nobody waits yet, or else the first.
  fileprivate func wait(_ thread: Thread, _ limit: Timeout) -> Outcome {
    fields.is_slow = 1
    let place =
      firstActivation { $0.thread != thread && $0.lock.waiters.first == nil }
      ?? firstActivation { $0.thread != thread }
    guard let place, let owner = place.thread else { return .invalid }
    place.lock.settle(owner: owner)
    return unsafe place.lock.wait(for: owner, limit) { waiter in
      unsafe Mutex.withdrawWish(of: waiter)
    }
  }

  /// Wakes the most urgent of all who wait for a place, to have this one; nil if nobody waits.
  fileprivate func handOn(_ free: Activation, from leaving: Thread?) -> Thread? {
    var best: Activation?
    visitActivations { place in
      guard let waiter = place.lock.waiters.first else { return }
      if let level = best?.lock.waiters.first?.level, level <= waiter.level { return }
      best = place
    }
    guard let best, let next = best.lock.dismissFirst() else { return nil }
    // Who still waits for the place lends to its new owner.
    if free.lock.waiters.first != nil { free.lock.change(owner: next) }
    if let leaving { kernel.refreshLevel(of: leaving) }
    return next
  }
}

extension Activation {
  /// The place is free, or the most urgent waiter's.
  ///
  /// Interrupts are masked. In one with what else ends: system calls come here deep in their stacks.
  @inline(__always)
  func handBack() {
    fields.is_slow = 0
    unsafe fields.gate = nil
    caller = nil
    let leaving = thread
    thread = nil
    let compartment = compartment
    let isUp = compartment.state == .up
    // While it stops, its shutdown function may wait.
    if let next = compartment.handOn(self, from: leaving) {
      thread = next
    } else if isUp, unsafe !bulkhead_is_dirty(record) {
      unsafe fields.next = compartment.fields.free
      unsafe compartment.fields.free = record
    }
    if isUp, compartment.firstActivation(where: { $0.lock.waiters.first != nil }) == nil {
      compartment.fields.is_slow = 0
    }
  }
}

extension Mutex {
  /// Wakes the most urgent waiter, who does not become the owner.
  ///
  /// Interrupts are masked.
  func dismissFirst(with outcome: Outcome = .done) -> Thread? {
    guard let first = waiters.first else { return nil }
    unsafe first.fields.wanted = nil
    _ = kernel.wakeFirst(of: waiters, with: outcome)
    if let owner = unsafe Thread.optional(fields.owner) {
      if waiters.first == nil { owner.removeHeld(self) }
      kernel.refreshLevel(of: owner)
    }
    return first
  }

  /// Wakes all who wait, for nothing.
  ///
  /// Interrupts are masked.
  func dismissAll() {
    while dismissFirst(with: .invalid) != nil {}
  }
}
