import Devicetree

/// What is wrong in `system.yml` by itself.
extension SystemDescription {
  private static let most = 64
  /// What kernel objects have bits for.
  static let mostWithObjects = 16

  func check() throws {
    guard !compartments.isEmpty else {
      throw failure("there are no compartments", [.key("compartments")], "drop the file")
    }
    if compartments.count > Self.most {
      throw failure("an image has at most \(Self.most) compartments", [.key("compartments")], nil)
    }
    var exports: [String: Compartment] = [:]
    for compartment in compartments {
      try checkNumbers(of: compartment)
      try checkNames(of: compartment)
      for (index, export) in compartment.exports.enumerated() {
        let name = try signature(export, of: compartment, index).name
        if let other = exports.updateValue(compartment, forKey: name) {
          throw Failure(
            "\(name) is exported twice", at: place(compartment, .exports, index),
            notes: [.init("by \(other.name)", at: place(other, .exports))],
            remedy: "the functions that an image's compartments export have different names")
        }
      }
    }
    for compartment in compartments {
      try checkImports(of: compartment)
      try checkCapabilities(of: compartment)
    }
  }

  func signature(_ export: Export, of compartment: Compartment, _ index: Int) throws
    -> ExportSignature
  {
    do { return try ExportSignature(export.text) } catch let error as ExportSignature.Mistake {
      throw Failure(
        "'\(export.text)': \(error.message)", at: place(compartment, .exports, index),
        remedy: "write it as in 'int parse([in, size=length] const char *text, size_t length)'")
    }
  }

  func signatures(of compartment: Compartment) throws -> [ExportSignature] {
    try compartment.exports.enumerated().map { try signature($1, of: compartment, $0) }
  }

  private func failure(_ message: String, _ path: [YAMLPlaces.Step], _ remedy: String?) -> Failure {
    Failure(message, at: places.location(path), remedy: remedy)
  }

  private func checkNumbers(of compartment: Compartment) throws {
    let limits: [(Compartment.CodingKeys, Int, ClosedRange<Int>)] = [
      (.callers, compartment.callers, 1...16), (.stack, compartment.stack, 128...1 << 20),
      (.buffers, compartment.buffers, 0...1 << 16),
      (.heap, compartment.heap, 0...1 << 20), (.capabilities, compartment.capabilities, 0...1024),
      (.deadline, compartment.deadline ?? 0, 0...65_535),
    ]
    for (key, number, limit) in limits where !limit.contains(number) {
      throw Failure(
        "\(key.rawValue) of \(compartment.name) is \(number)", at: place(compartment, key),
        remedy: "it is between \(limit.lowerBound) and \(limit.upperBound)")
    }
    if let policy = compartment.policy, !["optional", "required", "essential"].contains(policy) {
      throw Failure(
        "unknown policy '\(policy)'", at: place(compartment, .policy),
        remedy: "it is optional, required or essential")
    }
  }

  private func checkNames(of compartment: Compartment) throws {
    let isName = compartment.name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
    guard isName, compartment.name != "application" else {
      throw Failure(
        "a compartment cannot be called '\(compartment.name)'", at: place(compartment, .name),
        remedy: "take a name that C could have, other than 'application'")
    }
    if let other = compartments.first(where: { $0.name == compartment.name }),
      number(of: other) != (compartments.lastIndex { $0.name == compartment.name } ?? 0) + 1
    {
      throw failure("two compartments are called \(other.name)", [.key("compartments")], nil)
    }
    let functions = [
      (compartment.startFunction, Compartment.CodingKeys.startFunction),
      (compartment.shutdownFunction, .shutdownFunction),
    ]
    for (name, key) in functions where name?.wholeMatch(of: /[A-Za-z_]\w*/) == nil && name != nil {
      throw Failure("'\(name ?? "")' is no function", at: place(compartment, key))
    }
    for thread in compartment.threads where !(0...31).contains(thread.priority) {
      throw Failure(
        "the priority of \(thread.name) is \(thread.priority)", at: place(compartment, .threads),
        remedy: "a thread of a compartment can be preempted: 0 to 31")
    }
  }

  private func checkImports(of compartment: Compartment) throws {
    for (index, one) in compartment.imports.enumerated() {
      let place = place(compartment, .imports, index)
      guard let (name, function) = one.parts else {
        throw Failure(
          "'\(one.gate)' names no function of a compartment", at: place,
          remedy: "write it as in logger.log")
      }
      guard let other = self.compartment(name) else {
        throw Failure(
          "there is no compartment '\(name)'"
            + NearestMatch.hint(for: name, among: compartments.map(\.name)), at: place)
      }
      let known = try signatures(of: other).map(\.name)
      if !known.contains(function) {
        throw Failure(
          "\(name) does not export '\(function)'" + NearestMatch.hint(for: function, among: known),
          at: place, notes: [.init("its exports", at: self.place(other, .exports))])
      }
      if other.name == compartment.name {
        throw Failure(
          "\(name) imports from itself", at: place, remedy: "its code calls the function as any")
      }
      if let timeout = one.timeout, timeout < 0 {
        throw Failure(
          "timeout-ms of \(one.gate) is \(timeout)", at: place, remedy: "to wait for ever, drop it")
      }
    }
  }

  /// Who gives or takes capabilities says how many it may have.
  private func checkCapabilities(of compartment: Compartment) throws {
    guard compartment.capabilities == 0 else { return }
    func takesOne(_ signature: ExportSignature) -> Bool {
      signature.arguments.contains { $0.buffer?.isCapability == true }
    }
    func refuse(_ function: String, _ key: Compartment.CodingKeys, _ index: Int) -> Failure {
      Failure(
        "\(function) passes a capability, of which \(compartment.name) may have none",
        at: place(compartment, key, index), remedy: CompartmentObject.capabilityRemedy)
    }
    for (index, signature) in try signatures(of: compartment).enumerated() {
      if takesOne(signature) { throw refuse(signature.name, .exports, index) }
    }
    for (index, one) in compartment.imports.enumerated() {
      guard let (name, function) = one.parts, let other = self.compartment(name) else { continue }
      let signature = try signatures(of: other).first { $0.name == function }
      if let signature, takesOne(signature) { throw refuse(function, .imports, index) }
    }
  }
}
