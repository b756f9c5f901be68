// What a fatal error's report says. Linked only into images that have a console.

import CBulkhead
import KernelCore

/// What happened, the registers, the thread and its stack.
@c @implementation
public func bulkhead_print_fault(_ fault: UnsafePointer<bulkhead_fault>) {
  kernel.fatalDepth &+= 1
  // A report of an error in a report is the last thing that is tried.
  if kernel.fatalDepth > 2 { leaveMachine(1) }
  startConsole()
  if kernel.fatalDepth == 1 {
    Console.write("\n*** fatal error: ")
  } else {
    Console.write("\n*** fatal error in the handling of another: ")
  }
  unsafe Console.write(cString: fault.pointee.cause)
  Console.write("\n")
  unsafe printPlace(fault)
  unsafe printContext(fault)
  kernel.fatalDepth &-= 1
}

/// The line or address that the error is about, and the registers.
@unsafe
private func printPlace(_ fault: UnsafePointer<bulkhead_fault>) {
  if unsafe fault.pointee.has_line {
    Console.write("  line ")
    unsafe Console.write(decimal: Int(fault.pointee.line))
    Console.write("\n")
  }
  if unsafe fault.pointee.has_address {
    Console.write("  address ")
    unsafe Console.write(address: fault.pointee.address)
    if unsafe !fault.pointee.is_from_interrupt {
      unsafe bulkhead_image.reports?.pointee.owner?(fault.pointee.address)
    }
    Console.write("\n")
  }
  for index in unsafe 0..<Int(fault.pointee.register_count) {
    Console.write("  ")
    unsafe Console.write(cString: fault.pointee.register_names.unsafelyUnwrapped[index])
    Console.write("  ")
    unsafe Console.write(address: fault.pointee.registers.unsafelyUnwrapped[index])
    Console.write(index & 3 == 3 ? "\n" : "")
  }
  if unsafe fault.pointee.register_count & 3 != 0 { Console.write("\n") }
}

/// Whose error it is: a handler's and whom that interrupted, an init entry's, or a thread's.
@unsafe
private func printContext(_ fault: UnsafePointer<bulkhead_fault>) {
  var sp = unsafe fault.pointee.sp
  if unsafe fault.pointee.is_from_interrupt {
    Console.write("  in an interrupt handler\n")
    let base = unsafe UInt(bitPattern: bulkhead_image.interrupt_stack)
    let size = unsafe UInt(bulkhead_image.interrupt_stack_size)
    if sp >= base, sp <= base &+ size {
      printStack(base, size, sp: sp, unused: nil)
      sp = 0
    }
  } else if kernel.current == Image.mainThread, let entry = InitEntry.running {
    Console.write("  in the init entry ")
    unsafe Console.write(cString: entry.record.name)
    Console.write("\n")
  }
  if sp != 0, let call = unsafe bulkhead_image.reports?.pointee.call, unsafe call(sp) { sp = 0 }
  print(kernel.current, sp: sp)
}

/// Prints a thread that a fatal error is about.
@c @implementation
public func bulkhead_print_thread(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  Console.write("  this thread:\n")
  unsafe print(Thread(thread), sp: 0)
}

/// Prints who runs, on which stack, and how much of it was used.
private func print(_ thread: Thread, sp: UInt) {
  Console.write("  ")
  printIdentity(of: thread)
  Console.write(", priority ")
  Console.write(decimal: Int(thread.priority))
  Console.write("\n")
  let base = unsafe UInt(bitPattern: thread.fields.stack)
  printStack(base, UInt(thread.fields.stack_size), sp: sp, unused: thread.unusedStack)
}

/// Its record and its name.
func printIdentity(of thread: Thread) {
  Console.write("thread ")
  unsafe Console.write(address: UInt(bitPattern: thread.record))
  Console.write(" \"")
  thread.printName()
  Console.write("\"")
}

func printStack(_ base: UInt, _ size: UInt, sp: UInt, unused: Int?) {
  Console.write("  stack  ")
  Console.write(address: base)
  Console.write(" to ")
  Console.write(address: base &+ size)
  Console.write(", ")
  Console.write(decimal: Int(size))
  Console.write(" bytes")
  if sp >= base, sp <= base &+ size {
    Console.write(", in use ")
    Console.write(decimal: Int(base &+ size &- sp))
  } else if sp != 0 {
    Console.write(", the stack pointer is outside")
  }
  if let unused {
    Console.write(", at most ")
    Console.write(decimal: Int(size) &- unused)
  }
  Console.write("\n")
}

/// Brings the console up, and the devices before it, if what is to be said comes before the boot has.
///
/// Only what the boot has not come to, and no further than to one that did not come up: without it
/// the console may be an error itself.
@inline(__always)
private func startConsole() {
  guard let console = unsafe bulkhead_image.console else { return }
  var place = 0
  while place < InitEntries.end(of: .application), unsafe bulkhead_device_refusal(console) != 0 {
    let entry = InitEntry(place: place)
    place += 1
    guard let device = unsafe entry.record.device, unsafe bulkhead_device_refusal(device) != 0
    else { continue }
    guard entry.state == .waiting, unsafe !device.pointee.state.pointee.initialized else { return }
    // First of all, so that one whose init is an error, too, is not tried again.
    unsafe device.pointee.state.pointee.initialized = true
    if unsafe bulkhead_run_init_entry(bulkhead_init_entry_at(entry.place)) != 0 {
      unsafe device.pointee.state.pointee.initialized = false
      return
    }
    unsafe device.pointee.state.pointee.refusal = 0
  }
}

/// The same for the boot itself, a function of its own: the build knows whom it calls.
@c @implementation
public func bulkhead_start_console() { startConsole() }
