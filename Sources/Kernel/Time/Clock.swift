// Time: ticks counted since boot, and whoever waits for one. There is no periodic tick: the clock
// device is told when the next timeout is due, and says afterwards how many ticks went by.

import CBulkhead
import KernelCore

/// The kernel's clock: what has been announced, and the queue of timeouts.
struct Clock {
  /// Ticks since boot up to which every timeout has been served.
  private(set) var announced: UInt64 = 0
  /// While timeouts are served, time stands still at the one being served.
  private var isServing = false
  private var sequence: UInt32 = 0
  /// How often the device has announced ticks, also none.
  private(set) var announcements: UInt32 = 0
  private var queue = LeftistHeap<TimeoutEntry>()
  /// Whether timeouts may be due that were not served, because lines were locked when they were.
  var isBehind = false
  /// Takes an announcement that is not to be served now, and says so.
  ///
  /// Set by who makes use of it, so that only images that do have it. Interrupts are masked.
  var holdBack: (@convention(c) (UInt32) -> Bool)?

  /// Ticks since boot.
  var now: UInt64 { isServing ? announced : announced &+ UInt64(ClockDevice.elapsed()) }

  /// The tick of the first timeout; nil if nobody waits for a time.
  var firstDeadline: UInt64? { queue.first?.fields.deadline }

  /// Adds an entry; the clock device hears of it if it is the first due.
  mutating func add(_ entry: TimeoutEntry, deadline: UInt64) {
    entry.fields.deadline = deadline
    entry.fields.sequence = sequence
    sequence &+= 1
    queue.insert(entry)
    if queue.first == entry, !isServing { arm() }
  }

  /// Removes an entry if it stands in the queue.
  @inline(__always)
  mutating func cancel(_ entry: TimeoutEntry) {
    if entry.isPending { remove(entry) }
  }

  @inline(never)
  private mutating func remove(_ entry: TimeoutEntry) {
    let wasFirst = queue.first == entry
    queue.remove(entry)
    if wasFirst, !isServing { arm() }
  }

  /// Begins to serve what fell due until `ticks` after the last announcement.
  mutating func beginServing() { isServing = true }

  /// Takes the first entry that is due at `target`, and moves time to its deadline.
  mutating func nextDue(until target: UInt64) -> TimeoutEntry? {
    guard let entry = queue.first, entry.fields.deadline <= target else { return nil }
    queue.remove(entry)
    if entry.fields.deadline > announced { announced = entry.fields.deadline }
    return entry
  }

  mutating func endServing(at target: UInt64) {
    announcements &+= 1
    announced = target
    isServing = false
    arm()
  }

  /// An entry that stands in the queue and agrees.
  ///
  /// Cost grows with the queue.
  func first(where agrees: (TimeoutEntry) -> Bool) -> TimeoutEntry? { queue.first(where: agrees) }

  /// Counts ticks and serves nobody yet; the device announces again after some milliseconds.
  mutating func fallBehind(by ticks: UInt32) {
    count(ticks)
    isBehind = true
    let pause = UInt32(min(max(bulkhead_init_watch_period, 1), 10))
    ClockDevice.setTimeout(max(pause &* Image.ticksPerSecond / 1000, 1))
  }

  /// Lets the device announce soon.
  mutating func catchUp() {
    isBehind = false
    arm()
  }

  /// Forgets everybody who waits for a time.
  mutating func dropAll() {
    while let entry = queue.first { queue.remove(entry) }
    arm()
  }

  /// A long jump has left the timeout that was being served; the others come later.
  mutating func stopServing() {
    guard isServing else { return }
    isServing = false
    arm()
  }

  /// Counts ticks from 0 again; nobody waits.
  mutating func restart() {
    self = Clock()
    arm()
  }

  /// Tells the device when the next announcement is wanted.
  private mutating func arm() {
    guard let deadline = queue.first?.fields.deadline else {
      ClockDevice.setTimeout(.max)
      return
    }
    let ticks = deadline > announced ? deadline &- announced : 0
    ClockDevice.setTimeout(UInt32(truncatingIfNeeded: min(ticks, UInt64(Int32.max))))
  }

  /// Ticks that have passed while nobody waited.
  @inline(__always)
  mutating func count(_ ticks: UInt32) { announced &+= bulkhead_widened(ticks) }
}

/// The driver of the clock device that the description chose.
enum ClockDevice {
  /// The chosen device and its functions; the build refuses an image without one.
  @inline(__always)
  private static var device: UnsafePointer<device> {
    // Safety: generated tables are constant and complete.
    unsafe bulkhead_image_clock()
  }

  static var isUp: Bool { unsafe bulkhead_device_refusal(device) == 0 }

  @inline(__always)
  static func elapsed() -> UInt32 { unsafe bulkhead_clock_api(device).pointee.elapsed(device) }

  @inline(__always)
  static func setTimeout(_ ticks: UInt32) {
    unsafe bulkhead_clock_api(device).pointee.set_timeout(device, ticks)
  }

  @inline(__always)
  static func cycles() -> UInt64 { unsafe bulkhead_clock_api(device).pointee.cycles(device) }
}

/// For a driver that knows that nobody waits: `set_timeout` told it so, and nothing else since.
///
/// Interrupts are masked.
@inline(__always)
public func countIdleTicks(_ ticks: UInt32) { kernel.clock.count(ticks) }

/// Called by the clock device's driver, in interrupt context: `ticks` have passed since the last
/// call.
///
/// Serves every timeout that fell due, each with interrupts on.
public func announceTicks(_ ticks: UInt32) {
  let key = Port.lock()
  if !(kernel.clock.holdBack?(ticks) ?? false) {
    let target = kernel.clock.announced &+ bulkhead_widened(ticks)
    kernel.clock.beginServing()
    while let entry = kernel.clock.nextDue(until: target) {
      Port.unlock(key)
      unsafe entry.fields.expired.unsafelyUnwrapped(entry.record)
      _ = Port.lock()
    }
    kernel.clock.endServing(at: target)
  }
  Port.unlock(key)
}

/// Ticks since boot, for an application; any context.
public func uptimeTicks() -> UInt64 {
  Port.passTime()
  return currentTick()
}

/// Ticks since boot, for the kernel itself; any context.
func currentTick() -> UInt64 {
  let key = Port.lock()
  let now = kernel.clock.now
  Port.unlock(key)
  return now
}

/// The clock device's cycle counter, for an application; any context.
public func cycleCount() -> UInt64 {
  Port.passTime()
  return ClockDevice.cycles()
}
