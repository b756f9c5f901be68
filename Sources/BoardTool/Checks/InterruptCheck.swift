import Devicetree

extension DescriptionCheck {
  func refuseLines(of devices: [Device], beyond controller: ImageModel.Controller) throws {
    for device in devices {
      for interrupt in device.interrupts where interrupt.line >= controller.lines {
        throw Failure(
          "\(device.node.displayName) uses interrupt line \(interrupt.line), but the controller "
            + "has lines 0 to \(controller.lines - 1)", at: interruptPlace(of: device.node),
          notes: [.init("the controller", at: controller.location)],
          remedy: "correct 'interrupts', or the number of lines of the controller")
      }
    }
  }

  func refusePriorities(of devices: [Device], beyond controller: ImageModel.Controller) throws {
    let count = UInt32(1) << controller.priorityBits
    for device in devices {
      for interrupt in device.interrupts where interrupt.priority >= count {
        throw Failure(
          "\(device.node.displayName) uses interrupt priority \(interrupt.priority), but the "
            + "controller has priorities 0 to \(count - 1)", at: interruptPlace(of: device.node),
          notes: [.init("the controller", at: controller.location)],
          remedy: "correct 'interrupts', or the number of priority bits of the controller")
      }
    }
  }

  /// A line has one owner unless every one of them says that it shares.
  func refuseTwoOwners(of devices: [Device]) throws {
    var owners: [UInt32: Device] = [:]
    for device in devices {
      for interrupt in device.interrupts where interrupt.handler != nil {
        guard let first = owners[interrupt.line] else {
          owners[interrupt.line] = device
          continue
        }
        if isShared(first), isShared(device) { continue }
        let names =
          first.node.path == device.node.path
          ? "\(device.node.displayName) owns interrupt line \(interrupt.line) twice"
          : "\(first.node.displayName) and \(device.node.displayName) both own interrupt line "
            + "\(interrupt.line)"
        throw Failure(
          names, at: interruptPlace(of: device.node),
          notes: [
            .init("\(first.node.displayName) has it here", at: interruptPlace(of: first.node))
          ],
          remedy: "give one of them another line, or both '\(KernelProperty.sharedInterrupt);'")
      }
    }
  }

  private func isShared(_ device: Device) -> Bool {
    device.node[KernelProperty.sharedInterrupt] != nil
  }

  private func interruptPlace(of node: Node) -> SourceLocation? {
    (node["interrupts-extended"] ?? node["interrupts"])?.location ?? node.location
  }
}
