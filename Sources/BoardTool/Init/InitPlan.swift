import Devicetree

/// The table of an image's init entries: what the description and the code declare, in one order.
struct InitPlan: Sendable {
  /// In the order of the boot; those that come up on request stand last.
  let steps: [InitStep]
  /// Those among them with something to start: the table.
  var table: [InitStep] { steps.filter(\.hasInit) }

  /// Throws a failure that says where, if there is no such order.
  init(_ model: ImageModel, _ notes: InitNotes) throws {
    var steps = try model.entries.enumerated().map { place, entry in
      try InitStep(entry, place: place, ordinals: model.ordinals)
    }
    steps += try notes.declarations.map { declaration in
      let node = declaration.ordinal.flatMap { model.node(ofOrdinal: $0) }
      let needs = node.flatMap { model.ordinals.requirements[$0.path] } ?? []
      return try InitStep(declaration, node: node, needs: needs)
    }
    let names = try InitNames(steps)
    // Where it stands what may be said once.
    var said: [String: SourceLocation] = [:]
    for remark in notes.remarks {
      let subject = try names.place(of: remark.id, remark)
      func refuseSecond(_ kind: String) throws {
        guard let other = said.updateValue(remark.location, forKey: "\(kind) of \(subject)") else {
          return
        }
        throw Failure(
          "\(steps[subject].name) has two init \(kind)", at: remark.location,
          notes: [.init("the other is here", at: other)], remedy: "drop one of them")
      }
      func depend(on others: [Int]) {
        steps[subject].dependencies += others.map { other in
          InitDependency(
            target: steps[other].identity, reason: remark.macro, location: remark.location)
        }
      }
      switch remark.content {
      case .after(let others): depend(on: try others.map { try names.place(of: $0, remark) })
      case .afterFunction(let function, let text):
        depend(on: try names.places(ofFunction: function, text, remark))
      case .policy(let name):
        try refuseSecond("policies")
        steps[subject].policy = try .named(name, of: steps[subject].name, at: remark.location)
      case .deadline(let text):
        try refuseSecond("deadlines")
        try steps[subject].refuseDeadlineOnRequest(at: remark.location)
        steps[subject].deadline = try InitStep.checked(
          deadline: Int(text) ?? -1, of: steps[subject].name, at: remark.location)
      case .api(let table): steps[subject].interface = table
      case .answers(let table): steps[subject].answers = table
      }
    }
    let usual = model.configuration.number("INIT_DEADLINE_MS", or: 0)
    for place in steps.indices where steps[place].deadline == nil { steps[place].deadline = usual }
    self.steps = try InitGraph(steps).sorted()
    try checkCounts()
  }

  /// The plan numbers entries with 16 bits, of which one number means none, and what an entry depends
  /// on with 13.
  private func checkCounts() throws {
    if table.count > 0xffff {
      throw Failure(
        "the image has \(table.count) init entries; there may be 65535",
        remedy: "let one entry call several functions")
    }
    if let step = table.first(where: { $0.dependencies.count > 0x1fff }) {
      throw Failure(
        "\(step.name) depends on \(step.dependencies.count) init entries; there may be 8191",
        at: step.location, remedy: "let some of them depend on each other instead")
    }
  }
}
