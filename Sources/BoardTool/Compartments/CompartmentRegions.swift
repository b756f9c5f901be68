import Devicetree
import KernelCore

extension CompartmentBuild {
  /// Throws if a compartment is to reach more than there are regions for, or something that no region covers.
  func checkRegions(withVariables: Set<String>) async throws {
    guard !isConfined, model.configuration.isOn("USERSPACE") else { return }
    let layout = RegionLayout(model.processor.protection)
    for compartment in system.compartments {
      let own =
        ["a stack"] + (withVariables.contains(compartment.name) ? ["variables"] : [])
        + compartment.devices + compartment.partitions
      if own.count > layout.own.count {
        let key: SystemDescription.Compartment.CodingKeys =
          compartment.devices.count < compartment.partitions.count ? .partitions : .devices
        throw Failure(
          "\(compartment.name) is to reach \(own.count) pieces of memory, and there are \(layout.own.count) "
            + "regions of \(layout.name) for them: \(own.joined(separator: ", "))",
          at: system.place(compartment, key),
          remedy: "divide it into two compartments, or build for a board with capabilities")
      }
      for (index, device) in try system.registers(of: compartment, in: model).enumerated() {
        let place = system.place(compartment, .devices, index)
        guard let base = UInt32(exactly: device.address), let size = UInt32(exactly: device.size),
          let range = AddressRange(base: base, size: size)
        else { throw Failure("\(device.label) has no registers that code reaches", at: place) }
        let grant = RegionGrant(
          name: "the registers of \(device.label)", asked: range, given: range,
          access: [.read, .write])
        do throws(RegionShortage) { _ = try layout.plan(grant, in: layout.own[0]) } catch {
          var failure = await error.failure(of: compartment.name, layout) { _ in nil }
          failure.location = place
          throw failure
        }
      }
    }
  }
}
