// How compartments come up and go down: entries of the one init graph.

import CBulkhead

extension Compartment {
  /// Its init function is about to run.
  func beginStart() { state = .starting }

  /// Its init function has run: the compartment is up, or down.
  func endStart(_ result: Int32) {
    let key = Port.mask()
    if result == 0 { open() } else { state = .down }
    Port.unmask(key)
  }

  /// A thread that was in it has ended: its init or shutdown function does not come to its end.
  func cutShort() {
    if state == .starting { state = .down }
    if state == .stopping { state = .gone }
  }

  /// Takes calls from now on.
  ///
  /// Interrupts are masked.
  func open() {
    state = .up
    unsafe fields.free = nil
    visitActivations { place in
      if place.thread == nil, unsafe !bulkhead_is_dirty(place.record) {
        unsafe place.fields.next = fields.free
        unsafe fields.free = place.record
      }
    }
    fields.is_slow = 0
  }

  /// Takes no more calls; who waits for a place is told.
  func close(_ reason: CompartmentState) {
    let key = Port.mask()
    state = reason
    unsafe fields.free = nil
    fields.is_slow = 1
    visitActivations { $0.lock.dismissAll() }
    Port.unmask(key)
  }
}
