import BoardTool

extension Study {
  /// What stops which attack.
  func attacks() async throws -> Section {
    let folder = project.root / "Tests/Study/attacks"
    var rows: [[Figures.Row]] = []
    for backend in StudyBackend.allCases {
      Progress.shared.say("study: attacks, \(backend.rawValue)")
      let image = try AttackedImage(
        await backend.image(of: folder, in: project, threads: 8),
        hasCapabilities: backend.hasCapabilities)
      rows.append(
        try Attack.allCases.map { attack in
          Figures.Row(attack.name, backend.rawValue, try image.outcome(of: attack).cells)
        })
    }
    return Section(
      "attacks", "Attacks, and what stops them",
      method: """
        Tests/Study/attacks: machine code that is the same for all three, each attack in a run of its own. Of what is \
        stopped the trap tells cause and place. "Not stopped" is where the effect is there: the canary has changed, the \
        secret came back, the attacker's code ran. "No effect" is where nothing was refused and it is not there: with \
        capabilities the attacker had a copy, and a callee has a stack of its own in either case. Without protection \
        each has to succeed, or it is no attack.
        """,
      [
        Figures(
          "attacks", of: "attack",
          ["outcome", "stopped by", "where"].map { Figures.Column($0, .finding) },
          rows: rows.interleaved)
      ])
  }
}

extension AttackOutcome {
  fileprivate var cells: [Figures.Cell] {
    switch self {
    case .succeeded:
      let why = Figures.Cell.none("nothing stopped it")
      return [.words("not stopped"), why, why]
    case .stopped(let what, let place): return [.words("stopped"), .words(what), .words(place)]
    case .withoutEffect:
      let why = Figures.Cell.none("no trap was taken: what it was after was not there")
      return [.words("no effect"), why, why]
    }
  }
}
