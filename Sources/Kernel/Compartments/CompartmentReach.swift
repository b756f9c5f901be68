// What compartments reach: at the boot, when their threads begin, and no more when they have gone down. Their init and
// shutdown functions are called through gates.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_prepare_compartments() {
  Compartment.visit { compartment in
    compartment.prepareDomain()
    compartment.visitActivations { $0.prepare(in: compartment) }
    if !compartment.comesUp { compartment.open() }
  }
}

@c @implementation
public func bulkhead_start_compartment(
  _ record: UnsafeMutablePointer<CompartmentRecord>, _ gate: UnsafePointer<GateRecord>
) -> Int32 {
  let compartment = unsafe Compartment(record)
  compartment.beginStart()
  let result = unsafe Gate(gate).callWithoutArguments()
  compartment.endStart(result)
  return result
}

@c @implementation
public func bulkhead_stop_compartment(
  _ record: UnsafeMutablePointer<CompartmentRecord>, _ gate: UnsafePointer<GateRecord>?
) -> Int32 {
  let compartment = unsafe Compartment(record)
  compartment.close(.stopping)
  var result: Int32 = 0
  if let gate = unsafe gate { result = unsafe Gate(gate).callWithoutArguments() }
  compartment.close(.gone)
  compartment.forgetRights()
  return result
}

@c @implementation
public func bulkhead_create_compartment_thread(
  _ plan: UnsafePointer<bulkhead_static_thread>, _ record: UnsafeMutablePointer<CompartmentRecord>
) {
  let compartment = unsafe Compartment(record)
  // Who did not come up has no threads, either.
  guard compartment.state == .up else { return }
  let thread = unsafe Thread(plan.pointee.thread)
  unsafe thread.createUser(plan.pointee.threadPlan, delay: .forever)
  if compartment.domain.add(thread) != .done { fatal(.compartment, about: thread) }
  thread.home?.fields.bits |= compartment.bit
  thread.home?.fields.compartment = compartment.number
  unsafe thread.setName(cString: plan.pointee.name)
  unsafe grantDeclaredObjects(to: plan.pointee.thread)
  let delay = unsafe plan.pointee.delay
  if delay.isNone { return thread.start() }
  let key = Port.mask()
  kernel.startTimeout(of: thread, delay)
  Port.unmask(key)
}

extension Compartment {
  /// What its code reaches beside its stacks.
  fileprivate func prepareDomain() {
    domain.prepare()
    visitPartitions { partition in
      if domain.add(partition) != .done { fatal(.compartment, about: kernel.current) }
    }
  }

  /// What its threads do from now on they do without its rights.
  fileprivate func forgetRights() {
    visitActivations {
      $0.user.fields.bits = 0
      $0.user.fields.compartment = 0
    }
    for index in 0..<bulkhead_user_count {
      let user = User(index: index)
      guard user.fields.compartment == number else { continue }
      user.fields.bits &= ~bit
      user.fields.compartment = 0
    }
  }
}

extension Activation {
  fileprivate func prepare(in compartment: Compartment) {
    lock.prepare()
    let user = user
    user.prepare(bits: compartment.bit)
    user.fields.compartment = compartment.number
    unsafe user.fields.activation = record
    let begin = unsafe UInt32(truncatingIfNeeded: UInt(bitPattern: fields.stack))
    guard
      let stack = AddressRange(base: begin, size: UInt32(truncatingIfNeeded: fields.stack_size)),
      user.reach(stack, [.read, .write], as: 0)
    else { fatal(.compartment, about: kernel.current) }
    compartment.domain.admit(user)
    let end = unsafe UnsafeMutableRawPointer(fields.stack + Int(fields.stack_size))
    unsafe fields.top = end.assumingMemoryBound(to: bulkhead_self.self) - 1
    unsafe port_rest(record)
    clearStack(wholly: true)
  }
}
