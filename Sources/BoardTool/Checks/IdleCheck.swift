import Devicetree

extension DescriptionCheck {
  /// What tells that a device is down has to lie within its registers.
  func refuseIdleRegisters(beyond devices: [Device]) throws {
    for device in devices {
      for register in device.binding.idle ?? [] {
        let place = device.binding.location(of: register.register)
        guard let region = device.region else {
          throw Failure(
            "\(device.node.displayName) has no 'reg', but its driver \(device.binding.name) looks "
              + "at \(register.register) when it is down", at: device.node.location,
            notes: [.init("the driver's binding", at: place)],
            remedy: "add the address and the size of its registers: reg = <0x40000000 0x1000>;")
        }
        let end = UInt64(device.offset(of: register)) + UInt64(register.size ?? 4)
        if end <= region.size { continue }
        throw Failure(
          "\(register.register) of \(device.node.displayName) lies beyond its registers, which are "
            + "\(hex(region.size)) bytes", at: place,
          notes: [.init("its registers", at: device.node["reg"]?.location)],
          remedy: "correct 'offset' (or 'shift'), or the node's 'reg'")
      }
    }
  }
}
