import Devicetree

/// The table of an image's init entries: what the description and the code declare, in one order.
struct InitPlan: Sendable {
  /// In the order of the boot; those that come up on request stand last.
  let steps: [InitStep]
  /// Those among them with something to start: the table.
  var table: [InitStep] { steps.filter(\.hasInit) }

  /// Throws a failure that says where, if there is no such order.
  init(_ model: ImageModel, _ notes: InitNotes) throws {
    var steps = model.entries.enumerated().map { place, entry in
      InitStep(entry, place: place, ordinals: model.ordinals)
    }
    steps += try notes.declarations.map { declaration in
      let node = declaration.ordinal.flatMap { model.node(ofOrdinal: $0) }
      let needs = node.flatMap { model.ordinals.requirements[$0.path] } ?? []
      return try InitStep(declaration, node: node, needs: needs)
    }
    let names = Names(steps, model)
    for relation in notes.relations {
      let dependent = try names.place(of: relation.id, relation)
      let others = try relation.names.map { try names.place(of: $0, relation) }
      steps[dependent].dependencies += others.map {
        InitDependency(
          target: steps[$0].identity, reason: "SYS_INIT_DEPENDS", location: relation.location)
      }
    }
    self.steps = try InitGraph(steps).sorted()
  }

  /// What people may call the steps in code.
  private struct Names {
    private var places: [String: Int] = [:]

    init(_ steps: [InitStep], _ model: ImageModel) {
      for (place, step) in steps.enumerated() {
        let names: [String]
        switch step.origin {
        case .description(let entry):
          names = entry.device?.node.labels ?? [entry.binding.service ?? ""]
        case .code(let declaration, let node): names = [declaration.identity] + (node?.labels ?? [])
        }
        for name in names where places[name] == nil { places[name] = place }
      }
    }

    /// A name of the relation's own folder goes before one of the whole image.
    func place(of name: String, _ relation: InitNotes.Relation) throws -> Int {
      if let place = places[relation.scope + name] ?? places[name] { return place }
      throw Failure(
        "SYS_INIT_DEPENDS names '\(name)', which is no init entry of this image"
          + NearestMatch.hint(for: name, among: places.keys.sorted()),
        at: relation.location,
        remedy: "name an entry in code, a service, or the label of an enabled node with a driver")
    }
  }
}
