// What the report of a fault says of compartments.

import CBulkhead
import KernelCore

/// Prints the compartment in which the running thread is by a call, and the stack that it has there.
@c @implementation
public func bulkhead_print_call(_ sp: UInt) -> Bool {
  guard let place = kernel.current.user?.activation else { return false }
  Console.write("  in the compartment ")
  unsafe Console.write(cString: place.compartment.name)
  Console.write(", in a call\n")
  printStack(
    unsafe UInt(bitPattern: place.fields.stack), UInt(place.fields.stack_size), sp: sp, unused: nil)
  return true
}

@c @implementation
public func bulkhead_caller_stack(_ address: UInt) -> UnsafePointer<CChar>? {
  var name: UnsafePointer<CChar>?
  Compartment.visit { compartment in
    let place = compartment.firstActivation { place in
      let base = unsafe UInt(bitPattern: place.fields.stack)
      return address >= base && address &- base < UInt(place.fields.stack_size)
    }
    if place != nil { unsafe name = compartment.name }
  }
  return unsafe name
}
