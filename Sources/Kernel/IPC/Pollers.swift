// Who polls an object: events of k_poll that wait for it. See Poll.swift.

import CBulkhead
import KernelCore

/// What made a poll event ready.
public struct PollReason: Sendable {
  let bits: UInt32
  static let semaphoreAvailable = PollReason(bits: 2)
}

/// The poll events that watch one object, by reference.
@safe
struct Pollers {
  private let record: UnsafeMutablePointer<PollListRecord>

  init(_ record: UnsafeMutablePointer<PollListRecord>) { unsafe self.record = record }

  func notify(_ reason: PollReason) {}
}
