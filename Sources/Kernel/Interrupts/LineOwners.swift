// Whose the enabled interrupt lines are. The API knows its caller; what code enables past it is found in
// the controller, by a look before and after each function of an init entry. Lines that the description
// gives to a device are seen to with the device.

import CBulkhead
import KernelCore

/// A line's row in the table of owners.
///
/// Safety: there is a row for each line of the controller.
@safe
private struct LineRow {
  let line: UInt32
  private let slot: UnsafeMutablePointer<UInt32>

  init(_ line: UInt32) {
    self.line = line
    unsafe slot = bulkhead_line_owner(line)
  }

  var owner: Owner {
    unsafe Owner(rawValue: UInt16(truncatingIfNeeded: slot.pointee & BULKHEAD_LINE_OWNER))
  }
  /// Its handler is the owner's, too.
  var ownsHandler: Bool { has(BULKHEAD_LINE_HANDLER) }
  /// Its enabling is accounted for: by the API, or by who was at work when it was found.
  var isKnown: Bool { has(BULKHEAD_LINE_KNOWN) }
  /// It was found, and nobody is known for it.
  var isStray: Bool { has(BULKHEAD_LINE_STRAY) }

  private func has(_ flag: UInt32) -> Bool { unsafe slot.pointee & flag != 0 }

  func give(to owner: Owner, withHandler: Bool = false) {
    let flags = withHandler ? BULKHEAD_LINE_KNOWN | BULKHEAD_LINE_HANDLER : BULKHEAD_LINE_KNOWN
    unsafe slot.pointee = UInt32(owner.rawValue) | flags
  }
  func markAsStray() { unsafe slot.pointee = BULKHEAD_LINE_STRAY }
  func clear() { unsafe slot.pointee = 0 }

  /// Whether the controller lets it interrupt.
  var isEnabled: Bool { port_interrupt_is_enabled(line) }
  var isPending: Bool { port_interrupt_is_pending(line) }

  /// It interrupts nobody, and what is pending is forgotten.
  func silence() {
    port_interrupt_disable(line)
    port_interrupt_forget(line)
  }
}

/// Calls `body` with each line that is enabled, that no entry owns, and that no device has.
///
/// Cost grows with the lines of the controller, and with the devices for each that is enabled.
private func forEachUnowned(_ body: (LineRow) -> Void) {
  var first: UInt32 = 0
  while first < Image.interruptLines {
    var enabled = port_interrupt_enabled_lines(first)
    while enabled != 0 {
      let row = LineRow(first &+ UInt32(truncatingIfNeeded: enabled.trailingZeroBitCount))
      enabled &= enabled &- 1
      if row.line >= Image.interruptLines || row.owner != .nobody { continue }
      if unsafe !hasDevice(row.line) { body(row) }
    }
    first &+= 32
  }
}

/// A line is the init entry's whose code enables it by the API.
///
/// Any context.
@inline(never)
func noteEnabled(_ line: UInt32) {
  let owner = Owner.caller()
  let key = Port.mask()
  let row = LineRow(line)
  if owner != .nobody || row.owner == .nobody {
    row.give(to: owner, withHandler: row.owner == owner && row.ownsHandler)
  }
  Port.unmask(key)
}

/// A line and its handler are the init entry's whose code connects them.
///
/// Any context.
@inline(never)
func noteConnected(_ line: UInt32) {
  let owner = Owner.caller()
  if owner != .nobody { LineRow(line).give(to: owner, withHandler: true) }
}

/// What has been enabled past the API since the last look is the owner's, for it was at work meanwhile.
func adoptLines(for owner: Owner) {
  forEachUnowned { row in if !row.isKnown, !row.isStray { row.give(to: owner) } }
}

/// What nobody is known for is the entry's that is up and whose device the line's handler is called with;
/// else it is astray.
func settleLines() {
  forEachUnowned { row in
    let argument = unsafe bulkhead_interrupt_slot(row.line).pointee.argument
    for place in 0..<InitEntries.count {
      let entry = InitEntry(place: place)
      guard entry.isUp, let device = unsafe entry.record.device else { continue }
      if unsafe UnsafeRawPointer(device) == argument { return row.give(to: Owner(place: place)) }
    }
    if !row.isKnown { row.markAsStray() }
  }
}

/// Silences an owner's lines and says how many were still enabled, or stay pending, for their source asks.
///
/// Those that devices have are seen to with the devices.
func takeBackLines(_ owner: Owner, _ report: (bulkhead_leak, UInt) -> Void) {
  for line in 0..<Image.interruptLines {
    let key = Port.mask()
    let row = LineRow(line)
    let ownsHandler = row.ownsHandler
    let isOwners = row.owner == owner
    if isOwners { row.clear() }
    let isOnlyOwners = unsafe isOwners && !hasDevice(line)
    let wasEnabled = isOnlyOwners && row.isEnabled
    if isOnlyOwners {
      row.silence()
      if ownsHandler { bulkhead_disconnect_line(line) }
    }
    Port.unmask(key)
    if wasEnabled { report(BULKHEAD_LEAK_ENABLED, UInt(line)) }
    if isOnlyOwners, row.isPending { report(BULKHEAD_LEAK_PENDING, UInt(line)) }
  }
}

/// Silences the lines that are still enabled and astray, and calls `body` with each.
func takeStrayLines(_ body: (UInt32) -> Void) {
  forEachUnowned { row in
    if !row.isStray { return }
    row.silence()
    body(row.line)
  }
}

/// Nothing interrupts any more, and what is pending is forgotten.
func silenceAllLines() {
  for line in 0..<Image.interruptLines {
    let row = LineRow(line)
    if row.isEnabled || row.isPending { row.silence() }
  }
}
