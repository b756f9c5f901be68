import Devicetree

/// What the linker's complaints about devices mean: a device that nothing makes or that two make, a
/// function that a binding names and nobody wrote.
struct DeviceLinkErrors {
  var model: ImageModel

  /// The failure that says it in terms of the description; nil if the linker complains of other
  /// things, too.
  func failure(for errors: String) -> Failure? {
    let complaints = errors.split(
      separator: "ld.lld: error: ", omittingEmptySubsequences: false
    ).dropFirst()
    let failures = complaints.compactMap { failure(of: $0) ?? missingFunction($0) }
    guard failures.count == complaints.count, var first = failures.first else { return nil }
    first.notes += failures.dropFirst().flatMap { other in
      [Failure.Note(other.message, at: other.location)] + other.notes
    }
    return first
  }

  private func failure(of complaint: Substring) -> Failure? {
    guard
      let match = complaint.firstMatch(
        of: /^(undefined|duplicate) symbol: __device_dts_ord_([0-9]+)/),
      let ordinal = Int(match.2), model.ordinals.paths.indices.contains(ordinal),
      let node = model.tree[model.ordinals.paths[ordinal]]
    else { return nil }
    let places = complaint.matches(of: /\(([^():]+):([0-9]+)\)/).compactMap { place in
      Int(place.2).map {
        SourceLocation(file: Path(absolute: String(place.1)).relative, line: $0)
      }
    }
    let user = places.first { Path($0.file).name != "image.c" }
    return match.1 == "duplicate" ? twoDrivers(of: node, user) : noDriver(of: node, user)
  }

  private func missingFunction(_ complaint: Substring) -> Failure? {
    guard let match = complaint.firstMatch(of: /^undefined symbol: (\w+)/) else { return nil }
    let name = String(match.1)
    guard let binding = model.entries.map(\.binding).first(where: { $0.functions.contains(name) })
    else { return nil }
    return Failure(
      "the driver \(binding.name) names the function '\(name)', which its sources do not define",
      at: binding.location(of: name),
      remedy: "write it in \(binding.file.parent.relative) (in Swift as @c public), or correct the "
        + "name")
  }

  private func noDriver(of node: Node, _ user: SourceLocation?) -> Failure {
    let name = node.displayName
    let here = Failure.Note("\(name) is here", at: node.location)
    if !model.tree.isEnabled(node) {
      return Failure(
        "\(name) is used as a device, but it is disabled", at: user, notes: [here],
        remedy: "set its status to \"okay\", or ask DT_NODE_HAS_STATUS_OKAY first")
    }
    let reader = DeviceReader(tree: model.tree, bindings: model.bindings)
    if let symbol = reader.binding(of: node)?.kconfig {
      return Failure(
        "\(name) is used as a device, but its driver is switched off", at: user, notes: [here],
        remedy: "add CONFIG_\(symbol)=y and what it depends on")
    }
    return Failure(
      "\(name) is used as a device, but no driver makes one of it", at: user, notes: [here],
      remedy: "define it with DEVICE_DT_DEFINE, or add a driver's folder with --driver-root")
  }

  private func twoDrivers(of node: Node, _ user: SourceLocation?) -> Failure {
    let reader = DeviceReader(tree: model.tree, bindings: model.bindings)
    let driver = reader.binding(of: node).map { [Failure.Note("one driver", at: $0.location)] }
    return Failure(
      "two drivers make a device of \(node.displayName)", at: user,
      notes: (driver ?? []) + [.init("\(node.displayName) is here", at: node.location)],
      remedy: "drop one of them, or switch its Kconfig symbol off")
  }
}
