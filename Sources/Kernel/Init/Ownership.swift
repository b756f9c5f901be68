// What an init entry owns: what its functions, its threads and its work start, submit, create,
// allocate, connect or have called. At the entry's end it is taken back, so that nothing calls into it.

import CBulkhead
import KernelCore

/// Whom something belongs to: an init entry, by its place, or nobody.
struct Owner: Equatable {
  let rawValue: UInt16

  @inline(__always)
  init(rawValue: UInt16) { self.rawValue = rawValue }
  init(place: Int) { rawValue = UInt16(truncatingIfNeeded: place &+ 1) }
  static var nobody: Owner { Owner(rawValue: 0) }

  /// Whether the caller may be an init entry's: the look that those pay for who are not.
  @inline(__always)
  static var mayBeCaller: Bool { kernel.current.ownerNumber != 0 }

  /// Whom the calling code works for; a handler works for nobody.
  @inline(never)
  static func caller() -> Owner { Port.isInInterrupt ? .nobody : kernel.current.owner }

  /// The entry; nil for nobody.
  var entry: InitEntry? { self == .nobody ? nil : InitEntry(place: Int(rawValue) &- 1) }
}

extension Thread {
  /// Whom it works for, and so do the threads that it creates.
  var owner: Owner {
    get {
      ownerNumber == Thread.bootNumber
        ? Owner(place: kernel.boot.place.row)
        : Owner(rawValue: UInt16(truncatingIfNeeded: ownerNumber))
    }
    nonmutating set { ownerNumber = UInt(newValue.rawValue) }
  }

  /// Instead of an owner's number, and only in the main thread: the entry that comes up at the time.
  fileprivate static var bootNumber: UInt { .max }

  /// What inherited that works for the entry of the time, from now on.
  @inline(__always)
  func settleOwner() {
    if ownerNumber == Thread.bootNumber {
      ownerNumber = UInt(bitPattern: kernel.boot.place.row &+ 1)
    }
  }

  @inline(__always)
  fileprivate var ownerNumber: UInt {
    get { unsafe fields.inherited.owner }
    nonmutating set { unsafe fields.inherited.owner = newValue }
  }

  /// The same, but not whose work it calls at the moment.
  var lastingOwner: Owner { queue?.owner ?? owner }

  /// Whether this code runs on it: its own end would keep it from taking back the rest.
  var isCaller: Bool { self == kernel.current && !Port.isInInterrupt }

  /// Calls a function of an entry's; what it leaves behind is the entry's.
  @inline(__always)
  func work(for owner: Owner, _ function: () -> Void) {
    let before = ownerNumber
    self.owner = owner
    function()
    ownerNumber = before
  }
}

/// How each kind of thing is taken back: one that the owner has, which is told by its address or its
/// number, or `nothing`.
///
/// Entered by what makes something an entry's, so that an image has the code only for what it uses.
/// Any context.
struct Belongings {
  typealias TakeBack = @convention(c) (_ owner: UInt16) -> UInt
  static var nothing: UInt { .max }

  /// Whether it is noted whose lines are.
  var haveLines = false
  var registrations: TakeBack?
  var timers: TakeBack?
  var work: TakeBack?
  var memory: TakeBack?
}

@safe nonisolated(unsafe) var belongings = Belongings()

/// What the main thread leaves behind is the entry's whose function it calls at the time.
func beginOwning() {
  belongings.haveLines = true
  kernel.current.ownerNumber = Thread.bootNumber
}

/// What the main thread leaves behind is nobody's.
@inline(__always)
func endOwning() { kernel.current.ownerNumber = 0 }

@c @implementation
public func bulkhead_own_level() {
  beginOwning()
  bringUpLevel(by: OwningEscort.self)
  adoptLines(for: .nobody)
  endOwning()
}

/// Finds whose the lines are that entries enable past the API.
struct OwningEscort: InitEscort {
  @inline(__always)
  func audit(_ entry: InitEntry) { adoptLines(for: .nobody) }

  @inline(__always)
  func leave(_ entry: InitEntry) {}

  @inline(__always)
  func settle(_ entry: InitEntry) {
    if entry.isAudited { adoptLines(for: Owner(place: entry.place)) }
  }

  @inline(never)
  static func bringUpNext() { bringUpAudited(by: Self.self) }
  @inline(never)
  static func settlePlain() { settleLast(by: Self.self) }
}

/// Takes back all that an entry owns, and gives how much that was; with `isLeak` it says so of each.
///
/// Who could start or allocate more comes first.
@c @implementation
public func bulkhead_take_back(_ place: Int32, _ isLeak: Bool) -> Int32 {
  let entry = InitEntry(place: Int(place))
  let owner = Owner(place: Int(place))
  var count: Int32 = 0
  func takeBack(_ kind: bulkhead_leak, _ next: (UInt16) -> UInt) {
    while true {
      let what = next(owner.rawValue)
      if what == Belongings.nothing { return }
      count &+= 1
      if isLeak { entry.report(kind, what) }
    }
  }
  if !isLeak { _ = entry.silence(isLeak: false) }
  if entry.isAudited { adoptLines(for: owner) }
  takeBackLines(owner) { kind, line in
    count &+= 1
    if isLeak { entry.report(kind, line) }
  }
  if let next = belongings.registrations { takeBack(BULKHEAD_LEAK_CALLBACK, next) }
  if let next = belongings.work { takeBack(BULKHEAD_LEAK_WORK, next) }
  takeBack(BULKHEAD_LEAK_THREAD, takeBackThread)
  if let next = belongings.timers { takeBack(BULKHEAD_LEAK_TIMER, next) }
  if let next = belongings.memory { takeBack(BULKHEAD_LEAK_MEMORY, next) }
  return count
}

/// Ends a thread of the owner's; what it had locked is free.
private func takeBackThread(_ owner: UInt16) -> UInt {
  let key = Port.mask()
  defer { Port.unmask(key) }
  var thread = kernel.alive
  while let one = thread {
    thread = one.nextAlive
    if one.lastingOwner.rawValue == owner, one != Image.mainThread, !one.isCaller {
      one.queue?.close()
      one.endAndRelease()
      return unsafe UInt(bitPattern: one.record)
    }
  }
  return Belongings.nothing
}
