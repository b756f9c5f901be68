// The way up: every entry of the table in its order, on the main thread. What an entry comes to is
// written down, and whoever depends on one that is not up is skipped.

import CBulkhead
import KernelCore

/// Brings up everything but what waits for a request; goes on where it was, if an entry was ended.
@inline(__always)
func bringUpAll() {
  while true {
    bulkhead_init_step()
    let level = kernel.boot.level.next
    kernel.boot.level = level
    if level == .postKernel { openScheduler() }
    if level == .application { unsafe bulkhead_image.reports?.pointee.banner?() }
    if level == .done { return }
  }
}

/// From here on other threads run, and interrupts have the priorities that they are to have.
private func openScheduler() {
  connectStaticInterrupts()
  unsafe bulkhead_image.start_slicing?()
  let key = Port.lock()
  kernel.phase = .postKernel
  kernel.current.letOthersIn()
  Port.unlock(key)
  startSystemThreads()
}

/// What else there is to do for each entry of the boot; it keeps nothing that the kernel does not keep, too.
protocol InitEscort {
  init()
  /// Whether plain entries have a quicker way than the others, which takes more code.
  static var hasPlainWay: Bool { get }
  /// An entry is about to start whose doings are audited.
  func audit(_ entry: InitEntry)
  /// Whether the entry is to start; if not, it counts as ended at its deadline.
  func admit(_ entry: InitEntry, at place: InitPlace) -> Bool
  /// An entry has come to its end.
  func leave(_ entry: InitEntry)
  /// It is not up, or audited.
  func settle(_ entry: InitEntry)
  /// Is `bringUpAudited(by: Self.self)`, as a function of its own: beside its kind, so that an image has
  /// no other kind's.
  static func bringUpNext()
  /// Likewise `settleLast(by: Self.self)`.
  static func settlePlain()
}

extension InitEscort {
  @inline(__always)
  static var hasPlainWay: Bool { true }

  @inline(__always)
  func audit(_ entry: InitEntry) {}

  @inline(__always)
  func admit(_ entry: InitEntry, at place: InitPlace) -> Bool { true }
}

struct NoEscort: InitEscort {
  @inline(__always)
  static var hasPlainWay: Bool { false }
  @inline(__always)
  func leave(_ entry: InitEntry) {}
  @inline(__always)
  func settle(_ entry: InitEntry) {}
  @inline(__always)
  static func bringUpNext() { bringUpAudited(by: Self.self) }
  @inline(__always)
  static func settlePlain() {}
}

@c @implementation
public func bulkhead_bring_up_level() { bringUpLevel(by: NoEscort.self) }

/// Brings up what is left of the level.
@inline(__always)
func bringUpLevel<Escort: InitEscort>(by kind: Escort.Type) {
  let table = InitEntries()
  let end = InitEntries.end(of: kernel.boot.level)
  var escort = Escort()
  var place = kernel.boot.place
  while place.row < end {
    if kind.hasPlainWay, place.isPlain(in: table) {
      let entry = table.row(place.row)
      let isUp = conclude(entry, start(entry, at: place, escort, hasDevice: false))
      place.advanceFromPlain()
      // Who ends an entry from an interrupt goes by this.
      kernel.boot.place = place
      escort.leave(entry)
      if !isUp { kind.settlePlain() }
    } else {
      kind.bringUpNext()
      place = kernel.boot.place
      escort = Escort()
    }
  }
}

/// The entry before the next one is not up.
@inline(__always)
func settleLast<Escort: InitEscort>(by kind: Escort.Type) {
  Escort().settle(InitEntry(place: kernel.boot.place.row &- 1))
}

/// Brings up the next entry, which is not plain.
@inline(__always)
func bringUpAudited<Escort: InitEscort>(by kind: Escort.Type) {
  let table = InitEntries()
  let escort = Escort()
  var place = kernel.boot.place
  let entry = table.row(place.row)
  let isAudited = place.isAudited(in: table)
  let state: InitState
  if let cause = place.obstacle(in: table) {
    entry.cause = cause
    state = .skipped
  } else {
    if isAudited { escort.audit(entry) }
    state = start(entry, at: place, escort, hasDevice: true)
  }
  let isUp = conclude(entry, state)
  place.advance(in: table)
  kernel.boot.place = place
  escort.leave(entry)
  if !isUp || isAudited { escort.settle(entry) }
}

/// What became of it.
@inline(__always)
private func start(
  _ entry: InitEntry, at place: InitPlace, _ escort: some InitEscort, hasDevice: Bool
) -> InitState {
  if !escort.admit(entry, at: place) { return .overran }
  return entry.start(hasDevice: hasDevice) ? .up : .failed
}

/// Writes it down; whether it is up.
@inline(__always)
private func conclude(_ entry: InitEntry, _ state: InitState) -> Bool {
  if state != .up {
    giveUp(entry.place, state)
    return false
  }
  let key = Port.mask()
  kernel.boot.trail.add(entry)
  Port.unmask(key)
  return true
}

/// Writes down that an entry is not up.
@inline(never)
private func giveUp(_ place: Int, _ state: InitState) {
  InitEntry(place: place).state = state
  unsafe bulkhead_image.reports?.pointee.init_failure(Int32(place))
}

/// Ends the entry that comes up or goes down, whatever it is doing, and takes back what is its; the main
/// thread goes on with the next one.
///
/// False if there is none. Interrupts are masked.
func abandonEntry(_ end: EntryEnd) -> Bool {
  guard let entry = InitEntry.running else {
    return kernel.abandonShutdown?(end.onWayBack.rawValue) ?? false
  }
  giveUp(entry.place, end.onWayUp)
  kernel.boot.place.advance(in: InitEntries())
  _ = bulkhead_init_take_back?(Int32(entry.place), false)
  Image.mainThread.beginAgain(bulkhead_resume_boot)
  return true
}

/// Why an entry's function does not come to its own end.
enum EntryEnd {
  case deadline
  case fault

  var onWayUp: InitState { self == .fault ? .faulted : .overran }
  var onWayBack: InitState { self == .fault ? .downFaulted : .downOverran }
}

extension InitEntry {
  /// The entry of the boot whose init function is under way.
  static var running: InitEntry? {
    guard kernel.boot.place.row < InitEntries.end(of: .application) else { return nil }
    let entry = InitEntry(place: kernel.boot.place.row)
    return entry.state == .running ? entry : nil
  }

  /// Calls the init function, and tells its device what came of it; whether it succeeded.
  ///
  /// Who is known to have no device need not be asked for it.
  @inline(__always)
  func start(hasDevice: Bool = true) -> Bool {
    state = .running
    return hasDevice ? finish(callInit()) : finishPlain(callInitWithoutDevice())
  }

  @inline(__always)
  private func finishPlain(_ result: Int32) -> Bool {
    // From here on no deadline ends it, so that its device is ready only if it is up.
    if result == 0 { state = .up } else { outcome.result = result }
    return result == 0
  }

  /// Writes down what its init function has returned; whether it is up.
  @inline(__always)
  func finish(_ result: Int32) -> Bool {
    let isUp = finishPlain(result)
    if let device = unsafe record.device {
      let state = unsafe device.pointee.state
      unsafe state.pointee.init_res = Int8(truncatingIfNeeded: result)
      unsafe state.pointee.initialized = true
      if isUp { unsafe state.pointee.refusal = 0 }
    }
    return isUp
  }
}
