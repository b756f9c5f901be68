// The way from a boot image to an application image: what comes before the shutdown, and what comes
// after it up to the port's last step, which scrubs memory and registers and jumps. docs/HANDOFF.md
// says what is promised.

import CBulkhead
import KernelCore

/// Checks the image in a slot: header, length, digest, and where it would start.
@unsafe
@discardableResult
public func checkImage(
  _ slot: UnsafeRawPointer, _ size: Int
) throws(ImageRefusal) -> ImageHeader {
  let bytes = unsafe UnsafeBufferPointer(
    start: slot.assumingMemoryBound(to: UInt8.self), count: size)
  let address = UInt32(truncatingIfNeeded: UInt(bitPattern: slot))
  let header = unsafe try ImageHeader(slot: bytes.span, at: address)
  let refusal = unsafe port_entry_refusal(slot + header.headerSize, header.imageSize)
  if let refusal = ImageRefusal(rawValue: refusal.rawValue) { throw refusal }
  return header
}

/// Leaves this image for the application image it was built with.
///
/// Thread. Returns only if that is refused.
public func handOver() -> ImageRefusal {
  let slot = bulkhead_application_slot
  guard slot.size > 0, let start = unsafe UnsafeMutableRawPointer(bitPattern: slot.start) else {
    return .noSlot
  }
  let header: ImageHeader
  do {
    header = unsafe try checkImage(start, slot.size)
  } catch {
    return error
  }
  nameRetainedMemory()
  unsafe bulkhead_shutdown_then(
    BULKHEAD_SHUTDOWN_HAND_OFF, { unsafe enter($0) }, start + header.headerSize)
}

/// What the last step passes over is said while there is a console.
private func nameRetainedMemory() {
  for index in 0..<bulkhead_ram_count {
    let range = unsafe bulkhead_ram_range(index).pointee
    if !range.is_retained || range.start == range.end { continue }
    Console.write("RAM from ")
    Console.write(address: range.start)
    Console.write(" to ")
    Console.write(address: range.end &- 1)
    Console.write(" keeps its content\n")
  }
}

/// The end of the shutdown: everything is down, or something would go on beside the application.
@unsafe
private func enter(_ image: UnsafeMutableRawPointer?) -> Never {
  guard let image = unsafe image, areAllDown() else {
    stop { Console.write("not everything goes down") }
  }
  Port.cancelSwitch()
  // Safety: the image was checked before the shutdown; the table is the build's.
  unsafe port_hand_over(image, bulkhead_ram_range(0), bulkhead_ram_range(bulkhead_ram_count))
}

private func areAllDown() -> Bool {
  for place in 0..<InitEntries.count {
    switch InitEntry(place: place).state {
    case .up, .running, .goingDown, .downFailed, .downOverran, .downFaulted: return false
    default: break
    }
  }
  return true
}

/// Memory does not take what is written: nothing of the kernel is left but its constants.
@c @implementation
public func bulkhead_stop_handoff(_ address: UInt) -> Never {
  stop {
    Console.write("RAM at ")
    Console.write(address: address)
    Console.write(" cannot be scrubbed")
  }
}

/// Says why there is no hand-over after all, and ends the run.
private func stop(_ sayWhy: () -> Void) -> Never {
  startConsoleAgain()
  sayWhy()
  Console.write(": there is no hand-over\n")
  bulkhead_exit(1)
}

/// The console's driver starts over, and what it depends on that is not up; nobody else.
private func startConsoleAgain() {
  guard let console = unsafe bulkhead_image.console else { return }
  guard let own = unsafe place(of: console) else { return }
  let table = InitEntries()
  while unsafe !console.pointee.state.pointee.initialized {
    if !table.row(own.nextToStart(in: table).row).start() { return }
  }
}
