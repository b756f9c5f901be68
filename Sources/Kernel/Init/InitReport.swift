// What became of the entries, for C, for Swift and on the console.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_init_report(
  _ place: Int, _ report: UnsafeMutablePointer<bulkhead_init_report>
) -> Bool {
  guard place < InitEntries.count else { return false }
  let entry = InitEntry(place: place)
  let cause = entry.state == .skipped ? InitEntry(place: Int(entry.cause)) : nil
  unsafe report.pointee = bulkhead_init_report(
    name: entry.record.name, device: entry.record.device,
    state: bulkhead_init_state(UInt32(entry.state.rawValue)), result: entry.outcome.result,
    duration_us: microseconds(ofCycles: entry.duration), cause: cause?.record.name)
  return true
}

private func microseconds(ofCycles cycles: UInt32) -> UInt32 {
  let frequency = UInt64(max(Image.cyclesPerSecond, 1))
  return UInt32(truncatingIfNeeded: UInt64(cycles) &* 1_000_000 / frequency)
}

/// What an image says of an entry that did not come up, or did not go down.
@c @implementation
public func bulkhead_print_init_failure(_ place: Int32) {
  let entry = InitEntry(place: Int(place))
  let isOnWayBack = entry.state.rawValue >= InitState.goingDown.rawValue
  Console.write(isOnWayBack ? "shutdown of " : "init of ")
  unsafe Console.write(cString: entry.record.name)
  entry.printFate()
  Console.write("\n")
  if !isOnWayBack { entry.takeBack() }
}

extension InitEntry {
  /// Whether a reset ended it, and it was not started again.
  private var isLeftOut: Bool { outcome.result == -BULKHEAD_ETIMEDOUT }

  /// Whether it was half way when the system went down.
  private var wasHalfWay: Bool {
    outcome.result == -BULKHEAD_ECANCELED && (state == .faulted || state == .downFaulted)
  }

  /// What the report of a fault brought up to be able to print is down if it does not come up.
  fileprivate func takeBack() {
    guard let device = unsafe record.device?.pointee.state else { return }
    unsafe device.pointee.refusal = UInt8(BULKHEAD_ENODEV)
    if state != .failed { unsafe device.pointee.initialized = false }
  }
}

@c @implementation
public func bulkhead_print_init_report() {
  for place in 0..<InitEntries.count {
    let entry = InitEntry(place: place)
    Console.write("  ")
    unsafe Console.write(cString: entry.record.name)
    entry.printFate()
    if entry.duration != 0 {
      Console.write(", ")
      Console.write(decimal: Int(microseconds(ofCycles: entry.duration)))
      Console.write(" us")
    }
    Console.write("\n")
  }
}

extension InitEntry {
  fileprivate func printFate() {
    Console.write(wasHalfWay ? " ended: the system goes down" : state.text)
    switch state {
    case .failed, .downFailed: Console.write(decimal: Int(outcome.result))
    case .overran, .downOverran:
      if isLeftOut { Console.write(", by a reset: left out") }
    case .skipped: unsafe Console.write(cString: InitEntry(place: Int(cause)).record.name)
    default: break
    }
  }
}

extension InitState {
  fileprivate var text: StaticString {
    switch self {
    case .waiting: " waits"
    case .running: " runs"
    case .up: " is up"
    case .failed, .downFailed: " failed: "
    case .overran, .downOverran: " ended at its deadline"
    case .faulted, .downFaulted: " faulted"
    case .skipped: " skipped: it depends on "
    case .goingDown: " goes down"
    case .down: " is down"
    }
  }
}
