// The kernel's clock on a counter that runs down, interrupts at 0 and begins again: it is told when
// to interrupt next, and a cycle count without end is kept. Its drivers bring the counter.

import CBulkhead
import Kernel

/// A counter that runs from one less than its period to 0, interrupts, and begins again.
protocol DownCounter {
  /// The longest period it can have, cycles; below 2^31.
  static var longest: UInt32 { get }
  /// Runs with the longest period, and interrupts.
  func start()
  /// Stands at 0 and interrupts no more.
  func stop()
  /// Begins a period now, which periods of `following` cycles follow.
  ///
  /// A wrap that nobody noticed is forgotten.
  func begin(_ period: UInt32, then following: UInt32)
  var value: UInt32 { get }
  /// Whether it has wrapped since this was last asked.
  func takeWrap() -> Bool
}

/// The counter and what is remembered of it.
///
/// Interrupts are masked in all its functions.
struct DownCounterClock<Counter: DownCounter> {
  private var counter: Counter
  /// The cycle count at which the running period began.
  private var periodStart: UInt64 = 0
  /// 0: the counter stands.
  private var period: UInt32 = 0
  private var reload: UInt32 = 0
  /// Cycles from the last announced tick to `periodStart`; negative once that tick lies after it.
  private var phase: Int32 = 0
  /// Ticks of a period, while nobody waits and periods begin and end with ticks; otherwise 0.
  private(set) var steadyTicks: UInt32 = 0
  /// Whether the kernel waits for nothing.
  private var isUnlimited = false

  init(_ counter: Counter) { self.counter = counter }

  /// So that an interrupt asked for cannot have passed before it is armed.
  private static var shortest: UInt32 { 128 }
  /// The longest period of whole ticks.
  private var longestTicks: UInt32 { Counter.longest / Image.cyclesPerTick }

  /// Starts on a counter; the cycle count goes on from where it stopped.
  mutating func start(_ counter: Counter) {
    self.counter = counter
    period = Counter.longest
    reload = Counter.longest
    counter.start()
  }

  /// Stops the counter; the cycle count stands still until `start`.
  mutating func stop() {
    let position = position()
    periodStart &+= bulkhead_widened(position)
    phase &+= Int32(truncatingIfNeeded: position)
    steadyTicks = 0
    isUnlimited = false
    period = 0
    reload = 0
    counter.stop()
  }

  /// Notices a wrap, and says how far the running period has come.
  ///
  /// At most one wrap may go unnoticed, which its interrupt ensures. A 0 may be a period's end, before the
  /// wrap is told, or the next one's start; a counter leaves it at its next clock, and in real time QEMU's
  /// once its timers are served. So it is read until it has, but not for ever: somebody may have stopped it.
  @inline(never)
  private mutating func position() -> UInt32 {
    // While it stands the period is 0, whatever the counter counts for somebody else.
    var looks: UInt32 = 1 << 20
    while period != 0, looks != 0 {
      let value = counter.value
      if counter.takeWrap() {
        beginNextPeriod()
      } else if value != 0 {
        return period &- value
      }
      looks &-= 1
    }
    return 0
  }

  @inline(__always)
  private mutating func beginNextPeriod() {
    periodStart &+= bulkhead_widened(period)
    phase &+= Int32(truncatingIfNeeded: period)
    period = reload
  }

  mutating func cycles() -> UInt64 {
    let position = position()
    return periodStart &+ UInt64(position)
  }

  /// The low half of `cycles`, with interrupts on; nil where a period ends, which is not seen here.
  @inline(__always)
  mutating func lowCycles() -> UInt32? {
    let start = UInt32(truncatingIfNeeded: periodStart)
    let length = period
    let value = counter.value
    // Its interrupt may have come since.
    guard value != 0, unsafe start == reread(&periodStart) else { return nil }
    return start &+ length &- value
  }

  /// The low half of a number in memory, which is read although it was read before.
  @inline(__always)
  @unsafe
  private func reread(_ number: UnsafePointer<UInt64>) -> UInt32 {
    bulkhead_mmio_read32(UInt(bitPattern: number))
  }

  /// Cycles from the last announced tick to a time in the running period.
  private func sinceAnnounced(at time: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: time &- periodStart) &+ UInt32(bitPattern: phase)
  }

  mutating func elapsedTicks() -> UInt32 {
    let now = cycles()
    return sinceAnnounced(at: now) / Image.cyclesPerTick
  }

  /// Makes the interrupt come `ticks` after the last announced tick, or at best never.
  ///
  /// No effect while the counter stands.
  mutating func setTimeout(_ ticks: UInt32) {
    if period == 0 { return }
    let cyclesPerTick = Image.cyclesPerTick
    if ticks == .max {
      // Already on its way to run from tick to tick, or there.
      if isUnlimited { return }
      let now = cycles()
      let most = longestTicks &* cyclesPerTick
      restart(most &- sinceAnnounced(at: now) % cyclesPerTick, from: now, then: most)
      isUnlimited = true
      return
    }
    let now = cycles()
    let due = min(ticks, longestTicks) &* cyclesPerTick
    let since = sinceAnnounced(at: now)
    let delay = min(max(due > since ? due &- since : 0, Self.shortest), Counter.longest)
    restart(delay, from: now, then: delay)
    isUnlimited = false
  }

  /// Begins a period that ends `length` cycles after `time`, to be followed by periods of
  /// `following`.
  private mutating func restart(_ length: UInt32, from time: UInt64, then following: UInt32) {
    let now = cycles()
    phase &+= Int32(truncatingIfNeeded: now &- periodStart)
    periodStart = now
    // Negative where more than all of it has passed meanwhile: under an emulator, or behind an NMI.
    let rest = Int32(bitPattern: length &- UInt32(truncatingIfNeeded: now &- time))
    period = UInt32(bitPattern: max(rest, Int32(Self.shortest / 2)))
    reload = following
    steadyTicks = 0
    counter.begin(period, then: following)
  }

  /// Whether a period of `steadyTicks` has ended while nobody waits, so that no arithmetic is needed.
  @inline(__always)
  mutating func hasEndedSteadily() -> Bool {
    guard steadyTicks != 0, counter.takeWrap() else { return false }
    periodStart &+= bulkhead_widened(period)
    return true
  }

  /// The ticks to announce; from now on they count as announced.
  ///
  /// None while it stands: the counter may be the processor's own timer then, which is not the clock.
  mutating func announce() -> UInt32 {
    if period == 0 { return 0 }
    let cyclesPerTick = Image.cyclesPerTick
    let ticks = elapsedTicks()
    phase &-= Int32(truncatingIfNeeded: ticks &* cyclesPerTick)
    if isUnlimited, phase == 0, period == reload { steadyTicks = period / cyclesPerTick }
    return ticks
  }
}
