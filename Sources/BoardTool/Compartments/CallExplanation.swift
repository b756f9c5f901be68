/// Calls between compartments: how deep they nest, and of their buffers which can be lent by a region, which are copied,
/// and why.
struct CallExplanation {
  var system: SystemDescription
  var protection: Processor.Protection

  /// Nil for an application without compartments.
  init?(_ application: Application, _ protection: Processor.Protection) throws {
    guard let system = try SystemDescription(of: application) else { return nil }
    self.system = system
    self.protection = protection
  }

  func lines() throws -> [String] {
    let buffers = try buffers()
    return [CallNesting(of: system).text]
      + (buffers.isEmpty ? [] : ["buffers of calls between compartments"] + buffers)
  }

  private func buffers() throws -> [String] {
    var lines: [String] = []
    for compartment in system.compartments {
      for signature in try system.signatures(of: compartment) {
        for argument in signature.arguments {
          guard let buffer = argument.buffer else { continue }
          lines.append(
            "  \(compartment.name).\(signature.name), \(argument.name): "
              + fate(of: buffer, in: signature, copies: compartment.buffers))
        }
      }
    }
    return lines
  }

  private func fate(
    of buffer: ExportSignature.Buffer, in signature: ExportSignature, copies: Int
  ) -> String {
    if buffer.isCapability {
      return "a capability of the callee's own" + (buffer.isKept ? "" : ", for this call only")
    }
    let room = "copied, if \(copies) bytes are enough for all copies of the call"
    if protection.kind == .cheri { return room + ": the callee's one range of memory is its own" }
    switch buffer.size {
    case .argument(let place):
      return
        "lent if a region is spare and covers just its \(signature.arguments[place].name) bytes"
        + " (\(rule)), else " + room
    case .bytes(let bytes):
      if isCovered(bytes) {
        return "lent if a region is spare and the address fits (\(rule)), else " + room
      }
      return "\(room): no region covers just \(bytes) bytes (\(rule))"
    }
  }

  /// Whether there is an address at which a region has just these bytes.
  private func isCovered(_ bytes: Int) -> Bool {
    protection.kind == .pmp
      ? bytes % 4 == 0 : PartitionSections.region(of: bytes, protection).0 == bytes
  }

  private var rule: String {
    switch protection.kind {
    case .pmsav7: "32, 64, 128 bytes or eighths of a larger power of two, aligned to that"
    case .pmsav8: "a multiple of 32 bytes at a multiple of 32"
    case .pmp: "whole words"
    case .pages: "whole pages"
    case .cheri: "nothing is lent"
    }
  }
}
