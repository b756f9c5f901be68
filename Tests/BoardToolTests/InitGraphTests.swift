import TestSupport
import Testing

import struct Devicetree.SourceLocation

@testable import BoardTool

/// The order of the boot, as the link derives it: laws on random graphs, and every refusal.
struct InitGraphTests {
  private func step(
    _ number: Int, _ level: InitLevel? = .application, rank: Int = 0, after: [Int] = [],
    hasInit: Bool = true
  ) -> InitStep {
    let declaration = InitDeclaration(
      scope: "", id: "e\(number)", level: level?.rawValue ?? InitDeclaration.deferred,
      order: "\(rank)", hasShutdown: false,
      location: SourceLocation(file: "main.c", line: number))
    return InitStep(
      origin: .code(declaration, nil), identity: "e\(number)", name: "e\(number)", level: level,
      rank: .code(rank), hasInit: hasInit,
      dependencies: after.map {
        InitDependency(
          target: "e\($0)", reason: "test", location: SourceLocation(file: "main.c", line: 100))
      },
      location: declaration.location, symbol: "")
  }

  /// Steps whose dependencies all point to steps made before, at the same or an earlier level.
  private func randomSteps(_ count: Int, seed: UInt64) -> [InitStep] {
    var random = Dice(seed: seed)
    let levels = InitLevel.allCases
    var stages: [Int] = []
    return (0..<count).map { number in
      let wanted = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
        number == 0 ? nil : Int.random(in: 0..<number, using: &random)
      }
      let floor = wanted.map { stages[$0] }.max() ?? 0
      let stage = Int.random(in: floor...levels.count, using: &random)
      stages.append(stage)
      return step(
        number, stage < levels.count ? levels[stage] : nil,
        rank: Int.random(in: 0...99, using: &random), after: Array(Set(wanted)),
        hasInit: Int.random(in: 0..<10, using: &random) > 0)
    }
  }

  @Test(arguments: [1, 2, 10, 100, 1000, 5000])
  func everything_comes_behind_what_it_depends_on(_ count: Int) throws {
    for seed in 1...(count < 1000 ? 20 : 2) {
      let steps = randomSteps(count, seed: UInt64(seed))
      let sorted = try InitGraph(steps).sorted()
      let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.identity, $0) })
      #expect(places.count == count)
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.stage <= $1.stage })
      for step in steps {
        let place = places[step.identity] ?? -1
        #expect(step.dependencies.allSatisfy { places[$0.target] ?? count < place })
      }
      #expect(try InitGraph(steps).sorted().map(\.identity) == sorted.map(\.identity))
    }
  }

  @Test func without_dependencies_the_rank_decides_and_of_equals_the_first() throws {
    let steps = [step(1, rank: 7), step(2, .early, rank: 9), step(3, rank: 5), step(4, rank: 7)]
    #expect(try InitGraph(steps).sorted().map(\.name) == ["e2", "e3", "e1", "e4"])
  }

  @Test func what_has_nothing_to_start_stands_for_what_it_depends_on() throws {
    let steps = [step(1, after: [2]), step(2, after: [3], hasInit: false), step(3)]
    let sorted = try InitGraph(steps).sorted()
    #expect(sorted.map(\.name) == ["e3", "e2", "e1"])
    #expect(sorted[2].dependencies.map(\.target) == ["e3"])
  }

  @Test func a_cycle_is_shown_with_every_edge() async {
    let steps = [step(9), step(1, after: [2]), step(2, after: [3]), step(3, after: [1])]
    let found = await failure { _ = try InitGraph(steps).sorted() }
    #expect(
      found?.description == """
        main.c:1: error: init cycle: e1 -> e2 -> e3 -> e1
        main.c:100: note: e1 needs e2 first (test)
        main.c:100: note: e2 needs e3 first (test)
        main.c:100: note: e3 needs e1 first (test)
          help: drop one of these relations
        """)
  }

  @Test func a_dependency_at_a_later_level_is_refused() async {
    let steps = [step(1, .preKernel1, after: [2]), step(2, .postKernel)]
    let found = await failure { _ = try InitGraph(steps).sorted() }
    #expect(
      found?.description == """
        main.c:100: error: e1 comes up at PRE_KERNEL_1 but depends on e2 (test), which comes up \
        later, at POST_KERNEL
        main.c:2: note: e2 is here
          help: give e1 the level POST_KERNEL, or e2 an earlier one
        """)
  }

  @Test func a_dependency_at_a_later_level_is_seen_through_what_has_nothing_to_start() async {
    let steps = [
      step(1, .preKernel1, after: [2]), step(2, after: [3], hasInit: false), step(3, .postKernel),
    ]
    let found = await failure { _ = try InitGraph(steps).sorted() }
    #expect(found?.message.contains("e1 comes up at PRE_KERNEL_1 but depends on e3") == true)
  }

  @Test func a_dependency_on_a_deferred_entry_is_refused() async {
    let steps = [step(1, after: [2]), step(2, nil)]
    let found = await failure { _ = try InitGraph(steps).sorted() }
    #expect(
      found?.message
        == "e1 comes up at APPLICATION but depends on e2 (test), which is deferred")
    #expect(found?.remedy == "let e2 come up at boot, or drop the relation")
  }

  @Test func ten_thousand_entries_are_ordered_within_two_seconds() throws {
    // A chain, so that the search goes as deep as there are entries, and as many edges again.
    let steps = (0..<10_000).map { number in
      step(number, after: number == 0 ? [] : [number - 1, number / 2])
    }
    var names: [String] = []
    let time = try ContinuousClock().measure {
      names = try InitGraph(steps.reversed()).sorted().map(\.name)
    }
    #expect(names == steps.map(\.name))
    #expect(time < .seconds(2))
  }
}

/// What code says of its entries, and what is refused in it.
struct InitNotesTests {
  private func plan(_ notes: [String], overlay: String = "") async throws -> InitPlan {
    let model = try await Fixture().model("host", overlay: overlay)
    return try InitPlan(model, InitNotes(notes))
  }

  private func refusal(_ notes: [String]) async throws -> String? {
    let found = await failure { _ = try await plan(notes) }
    return found?.description
  }

  private static let first = "entry;;first;12;/x/main.c;POST_KERNEL;40;start;((void *)0);NULL"
  private static let second = "entry;;second;13;/x/main.c;POST_KERNEL;30;begin;stop;NULL"

  @Test func a_relation_goes_before_a_priority() async throws {
    let plan = try await plan([Self.first, Self.second, "after;;second;20;/x/main.c;first, clock"])
    #expect(plan.table.map(\.name) == ["&clock", "first", "second"])
    #expect(plan.table[2].dependencies.map(\.target) == ["first", "/clock"])
  }

  @Test func a_folder_of_tests_has_names_of_its_own() async throws {
    let plan = try await plan([
      Self.first, "entry;a.;first;1;/a/main.c;POST_KERNEL;50;f;g;NULL",
      "entry;a.;next;2;/a/main.c;POST_KERNEL;0;f;g;NULL", "after;a.;next;3;/a/main.c;first",
    ])
    #expect(plan.table.map(\.identity) == ["/clock", "a.first", "a.next", "first"])
  }

  @Test func an_unknown_name_is_refused() async throws {
    #expect(
      try await refusal([Self.first, "after;;first;20;/x/main.c;clok"]) == """
        /x/main.c:20: error: SYS_INIT_DEPENDS names 'clok', which is no init entry of this image; \
        did you mean 'clock'?
          help: name an entry in code, a service, or the label of an enabled node with a driver
        """)
  }

  @Test func two_entries_with_one_name_are_refused() async throws {
    #expect(
      try await refusal([Self.first, "entry;;first;3;/x/b.c;EARLY;1;f;NULL;NULL"]) == """
        /x/b.c:3: error: two init entries have the name first
        /x/main.c:12: note: the other is here
          help: give it another name with SYS_INIT_NAMED
        """)
  }

  private static let service = [
    "prj.conf": "CONFIG_THING=y\n",
    "drivers/Thing/binding.yml": "kconfig: THING\nservice: thing\ninit: thing_init\n",
  ]

  private func clash(_ notes: [String], overlay: String = "") async throws -> String? {
    let fixture = try Fixture()
    let model = try await fixture.model("host", overlay: overlay, files: Self.service)
    let found = await failure { _ = try InitPlan(model, InitNotes(notes)) }
    return (found?.description).map(fixture.shown)
  }

  @Test func an_entry_in_code_with_the_name_of_a_service_is_refused() async throws {
    #expect(
      try await clash([Self.first, "entry;;thing;3;/x/b.c;EARLY;1;f;NULL;NULL"]) == """
        /x/b.c:3: error: two init entries have the name thing
        application/drivers/Thing/binding.yml:2: note: the service is here
          help: give it another name with SYS_INIT_NAMED
        """)
  }

  /// Also of a folder of tests, which would be refused alone.
  @Test(arguments: ["", "a."])
  func an_entry_in_code_with_the_label_of_a_device_is_refused(_ scope: String) async throws {
    #expect(
      try await clash([Self.first, "entry;\(scope);clock;3;/x/b.swift;EARLY;1;f;NULL;NULL"]) == """
        /x/b.swift:3: error: two init entries have the name clock
        boards/host/board.dts:35: note: the node with this label is here
          help: give the variable another name
        """)
  }

  @Test func a_service_with_the_label_of_a_device_is_refused() async throws {
    let overlay = "/ { thing: other { }; };\n"
    #expect(try await clash([Self.first], overlay: overlay) == nil)
    let ordinal = try await Fixture().model("host", overlay: overlay).ordinals["/other"]
    let text = try await clash(
      [Self.first, "entry;;dts_ord_\(ordinal);3;/x/b.c;EARLY;NODE;f;NULL;NULL"], overlay: overlay)
    #expect(
      text == """
        application/drivers/Thing/binding.yml:2: error: two init entries have the name thing
        application/boards/host.overlay:1: note: the node with this label is here
          help: give the service another name
        """)
  }

  @Test func a_shutdown_without_an_init_is_refused() async throws {
    #expect(
      try await refusal(["entry;;first;3;/x/b.c;EARLY;1;((void *)0);stop;NULL"]) == """
        /x/b.c:3: error: first has a shutdown without an init: nothing that came up could be taken \
        down
          help: name the init function that stop undoes
        """)
  }

  @Test func an_unknown_level_is_refused() async throws {
    #expect(
      try await refusal(["entry;;first;3;/x/b.c;POST_KERNL;1;f;0;NULL"]) == """
        /x/b.c:3: error: the init entry first has the level 'POST_KERNL', which there is not; did \
        you mean 'POST_KERNEL'?
          help: the levels are EARLY, PRE_KERNEL_1, PRE_KERNEL_2, POST_KERNEL, APPLICATION
        """)
  }

  @Test func a_priority_that_is_no_number_is_refused() async throws {
    #expect(
      try await refusal(["entry;;first;3;/x/b.c;EARLY;CONFIG_MISSING;f;0;NULL"]) == """
        /x/b.c:3: error: the init entry first has the priority 'CONFIG_MISSING', which is not a \
        number
          help: write a decimal number, or a macro that is one
        """)
  }

  @Test func a_priority_below_0_is_refused() async throws {
    #expect(
      try await refusal(["entry;;first;3;/x/b.c;EARLY;-5;f;0;NULL"]) == """
        /x/b.c:3: error: the init entry first has the priority -5, which is less than 0
          help: the first priority is 0
        """)
  }

  @Test func a_deferred_entry_without_a_device_is_refused() async throws {
    #expect(
      try await refusal(["entry;;first;3;/x/b.c;DEFERRED;0;f;0;((void *)0)"]) == """
        /x/b.c:3: error: the init entry first is deferred but has no device, and nobody could ask \
        for it
          help: give it a level of the boot, or make it a device's
        """)
  }

  @Test(arguments: [("policy", "policies", "REQUIRED"), ("deadline", "deadlines", "10")])
  func what_is_said_twice_is_refused(
    _ kind: String, _ kinds: String, _ value: String
  ) async throws {
    #expect(
      try await refusal([
        Self.first, Self.second, "\(kind);;first;20;/x/main.c;\(value)",
        "\(kind);;second;21;/x/main.c;\(value)", "\(kind);;first;5;/x/b.c;\(value)",
      ]) == """
        /x/b.c:5: error: first has two init \(kinds)
        /x/main.c:20: note: the other is here
          help: drop one of them
        """)
  }

  @Test func a_deadline_of_what_comes_up_on_request_without_a_shutdown_is_refused() async throws {
    func notes(_ shutdown: String) -> [String] {
      ["entry;;lamp;3;/x/b.c;DEFERRED;0;f;\(shutdown);&lamp", "deadline;;lamp;4;/x/b.c;100"]
    }
    #expect(
      try await refusal(notes("NULL")) == """
        /x/b.c:4: error: lamp comes up on request, where no deadline counts, and has no shutdown \
        function
          help: drop the deadline, or let it come up at boot
        """)
    #expect(try await plan(notes("g")).table.last?.deadline == 100)
    let overlay = """
      &clock { kernel,init-deadline-ms = <5>; };
      / { lamp { compatible = "test,lamp"; kernel,deferred-init; kernel,init-deadline-ms = <5>; }; };

      """
    let fixture = try Fixture()
    let binding = "compatible: [\"test,lamp\"]\nkconfig: LAMP\ninit: up\ndeadline-ms: 7\n"
    let found = await failure {
      let model = try await fixture.model(
        "host", overlay: overlay, files: ["drivers/Lamp/binding.yml": binding])
      _ = try InitPlan(model, InitNotes([]))
    }
    #expect(found?.location?.line == 2)
    #expect(found?.message.hasPrefix("/lamp comes up on request") == true)
  }

  @Test func a_node_that_code_serves_says_its_policy_and_deadline() async throws {
    let overlay = """
      / { lamp { kernel,init-policy = "required"; kernel,init-deadline-ms = <50>; }; };

      """
    let model = try await Fixture().model("host", overlay: overlay)
    let note = "entry;;dts_ord_\(model.ordinals["/lamp"]);7;/x/main.c;APPLICATION;NODE;f;0;&lamp"
    let step = try #require(try InitPlan(model, InitNotes([note])).table.last)
    #expect(step.name == "/lamp" && step.policy == .required && step.deadline == 50)
  }

  @Test func a_device_of_a_node_may_not_come_up_before_what_the_node_needs() async throws {
    let fixture = try Fixture()
    let model = try await fixture.model(
      "host", overlay: "/ { user: user { needs = <&needed>; }; needed: needed { }; };\n")
    func note(_ path: String, _ level: String) -> String {
      "entry;;dts_ord_\(model.ordinals[path]);7;/x/main.c;\(level);NODE;f;0;NULL"
    }
    let found = await failure {
      _ = try InitPlan(
        model, InitNotes([note("/user", "PRE_KERNEL_1"), note("/needed", "POST_KERNEL")]))
    }
    #expect(
      found?.message
        == "&user comes up at PRE_KERNEL_1 but depends on &needed (its node needs it), which comes "
        + "up later, at POST_KERNEL")
    #expect(found?.location?.file.hasSuffix("host.overlay") == true)
    #expect(
      found?.remedy
        == "give &user 'kernel,init-level = \"POST_KERNEL\"', or &needed an earlier level")
    let right = try InitPlan(
      model, InitNotes([note("/user", "POST_KERNEL"), note("/needed", "POST_KERNEL")]))
    #expect(right.table.map(\.name) == ["&clock", "&needed", "&user"])
  }
}
