/// The table of what the hardware reads once its devices are down, as Include/bulkhead/image.h lays it
/// out: for images that go down; empty in others.
struct IdleSource {
  /// The devices, each with the expression that names it in C.
  var devices: [(device: Device, reference: String)]

  var text: String {
    let rows = devices.flatMap { device, reference in
      (device.binding.idle ?? []).map { row(of: device, reference, $0) }
    }
    return """
      const struct bulkhead_idle_register bulkhead_idle_registers[] = {
      \(rows.isEmpty ? "\t{0},\n" : rows.joined())};
      const uint32_t bulkhead_idle_register_count = \(rows.count);

      """
  }

  private func row(
    of device: Device, _ reference: String, _ register: Binding.IdleRegister
  ) -> String {
    let address = (device.region?.address ?? 0) + UInt64(device.offset(of: register))
    let numbers = [register.mask ?? .max, register.value ?? 0, register.write ?? 0].map {
      hex(UInt64($0)) + "u"
    }
    let fields =
      [reference, "\"\(register.register)\"", hex(address)] + numbers
      + ["\(register.write != nil)", "\(register.size == 1)"]
    return "\t{\(fields.joined(separator: ", "))},\n"
  }
}

extension Device {
  /// Where a register is, in bytes from the first `reg`.
  func offset(of register: Binding.IdleRegister) -> UInt32 {
    guard let shift = register.shift,
      let place = binding.properties?.firstIndex(where: { $0.name == shift }),
      case .number(let bits) = properties[place]
    else { return register.offset }
    return register.offset << bits
  }
}
