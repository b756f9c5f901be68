import BoardTool
import Simulator

/// `bulkhead study`: one workload on a PMP, on capabilities and without protection, the same code with the same flags.
public struct Study: Sendable {
  public var project: Project
  /// How many compartments the generated applications have.
  public var growth = [2, 4, 8, 16, 32, 64]
  /// How many devices one of two compartments has.
  public var devices = [1, 2, 4, 5, 6, 8]
  /// Boards of another instruction set, whose figures stand beside.
  public var others = ["qemu_mps2_an385", "qemu_mps2_an505"]
  /// Whether compartments are attacked, too.
  public var isAttacked = true
  public var costs = CostTable.default
  /// What figures in cycles call it.
  public var costsName = "default"

  public init(project: Project) {
    self.project = project
  }

  public func run() async throws -> Report {
    var images: [(StudyBackend, Image)] = []
    for backend in StudyBackend.allCases {
      Progress.shared.say("study: the workload with \(backend.rawValue)")
      images.append((backend, try await backend.image(of: workload, in: project)))
    }
    var sections = [
      try operations(images), try sizes(images), try reach(images), try await grown(),
    ]
    sections.append(try await sample())
    if isAttacked { sections.append(try await attacks()) }
    if !others.isEmpty { sections.append(try await elsewhere()) }
    return Report(
      sections: sections, facts: try await facts(), unmeasured: Self.unmeasured,
      costs: costs.text)
  }

  /// What all figures but those of growth are of.
  var workload: Path { project.root / "Tests/Study/costs" }

  // MARK: Sections

  private func operations(_ images: [(StudyBackend, Image)]) throws -> Section {
    let rows = try images.map { backend, image in
      try OperationCosts(MarkedRun(image, backend, costs), backend).rows()
    }
    // An operation's rows stand together.
    let ordered = (rows.first ?? []).indices.flatMap { index in rows.map { $0[index] } }
    return Section(
      "costs", "What operations cost",
      method: """
        Tests/Study/costs, between two marks in the code (docs/SIMULATOR.md), the marks taken off; of 12 times the \
        least and the most. Cycles are of the cost table, which models no certain core. The callee's code says \
        whether it got the buffer itself (delegation) or a copy; what is copied with the PMP is passed to a \
        compartment that has no region to spare. Without protection a gate still counts who is inside, \
        lends priorities and knows who has gone down: the call of an own function does none of that.
        """,
      [
        Figures(
          "cost of operations", of: "operation", OperationCosts.columns(costsName),
          drawn: ["instructions", "cycles"], rows: ordered)
      ])
  }

  private func sizes(_ images: [(StudyBackend, Image)]) throws -> Section {
    let rows = try images.map { try SizeRows.rows($1, $0.rawValue) }
    return Section(
      "sizes", "Bytes of the image",
      method: """
        Tests/Study/costs, read from the linked images. Copies are functions that several compartments have, each its \
        own; padding is what makes bounds exact, or fills a region.
        """,
      [
        Figures(
          "bytes of the image", of: "part", [.init("bytes", .bytes)], drawn: ["bytes"],
          rows: rows.interleaved)
      ])
  }

  private func reach(_ images: [(StudyBackend, Image)]) throws -> Section {
    let names = try ReachRows.rows(images[0].1, "").map(\.subject)
    let rows = try images.map { backend, image in
      backend == .none
        ? ReachRows.open(names, backend.rawValue) : try ReachRows.rows(image, backend.rawValue)
    }
    return Section(
      "reach", "What a call in a compartment reaches",
      method: """
        Tests/Study/costs, read from the linked images as `bulkhead explain regions` does: of each compartment what its \
        first caller has there. Devices count as regions, and not as bytes. With regions, code and constants are \
        everybody's; without protection, everything is. With capabilities a thread \
        reaches one range, so two stacks of a compartment are kept apart, below and above its variables, and all its \
        threads reach the others.
        """,
      [
        Figures(
          "reach of a call", of: "compartment", ReachRows.columns(.bytes),
          drawn: ["code and constants", "memory", "beyond what was asked"], rows: rows.interleaved)
      ])
  }

  // MARK: What else a reader has to know

  private func facts() async throws -> [Report.Fact] {
    let toolchain = try Toolchain()
    var facts = [
      Report.Fact(name: "command", value: command),
      .init(
        name: "boards",
        value: StudyBackend.allCases.map(\.board).withoutRepetition.joined(separator: ", ")),
      .init(name: "Swift", value: try await toolchain.version()),
      .init(name: "C", value: try await toolchain.compilerVersion()),
      .init(name: "cost table", value: costsName),
    ]
    if !others.isEmpty {
      let version = try await Tool.version(ofEmulator: "qemu-system-arm")
      facts.append(.init(name: "QEMU", value: version))
    }
    return facts
  }

  private var command: String {
    "./bulkhead study" + (costsName == "default" ? "" : " --costs \(costsName)")
  }

  private static let unmeasured = [
    "time on a certain core: cycles are those of the cost table, without caches and without waiting for memory",
    "energy, and the area of a core with a PMP or with capabilities",
    "compilers for capabilities in pointers (CHERI C): compartments are confined as a whole, in hybrid mode",
  ]
}
