import Devicetree

/// The registers of a device that a compartment has, by its label.
struct DeviceRegisters: Sendable {
  var label: String
  var address: UInt64
  var size: UInt64
}

extension SystemDescription {
  /// Where the registers of a compartment's devices are; throws if a label is none, or names what has no registers.
  func registers(of compartment: Compartment, in model: ImageModel) throws -> [DeviceRegisters] {
    try compartment.devices.enumerated().map { index, label in
      let place = place(compartment, .devices, index)
      guard let node = model.tree.node(labelled: label) else {
        throw Failure(
          "\(model.board.name) has no node '\(label)'", at: place,
          remedy: "name a label of the board's devicetree")
      }
      guard let region = model.tree.regions(of: node).first else {
        throw Failure("\(label) has no registers", at: place)
      }
      return DeviceRegisters(label: label, address: region.address, size: region.size)
    }
  }
}
