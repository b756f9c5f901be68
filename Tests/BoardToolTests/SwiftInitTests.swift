import ELF
import Testing

@testable import BoardTool

/// Init entries that Swift declares: what objects of every processor say of them, and refusals.
struct SwiftInitTests {
  /// A processor's flags, and how its symbols begin.
  struct Target: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var flags: [String]
    var prefix = "$e"

    private static let embedded = [
      "-enable-experimental-feature", "Embedded", "-Osize", "-Xfrontend", "-function-sections",
    ]
    static let host = Target(testDescription: "host", flags: ["-O"], prefix: "$s")
    static let all = [
      host,
      Target(
        testDescription: "arm",
        flags: embedded + ["-target", "armv7em-none-none-eabi", "-Xcc", "-mcpu=cortex-m4"]),
      Target(testDescription: "riscv32", flags: embedded + ["-target", "riscv32-none-none-eabi"]),
      Target(testDescription: "aarch64", flags: embedded + ["-target", "aarch64-none-none-elf"]),
    ]
  }

  private let fixture: Fixture
  private let toolchain: Toolchain

  init() throws {
    fixture = try Fixture()
    toolchain = try Toolchain()
  }

  /// The entries of a module with these files, which are compiled against the real declaration.
  private func entries(
    _ files: [String: String], for target: Target = .host, scope: String = ""
  ) async throws -> SwiftInitEntries {
    let duration = try fixture.file(
      "Duration.swift",
      """
      public struct Duration: Sendable {
        public var nanoseconds: Int64
        @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
      }
      """)
    let declaration = fixture.project.root / "Sources/Bulkhead/Shared/InitEntry.swift"
    let sources = try files.sorted { $0.key < $1.key }.map { name, text in
      try fixture.file("src/" + name, "import Bulkhead\n" + text)
    }
    let object = fixture.folder / "module.o"
    let flags = target.flags + ["-wmo", "-g", "-swift-version", "6"]
    try await compile(
      flags + [
        "-parse-as-library", "-module-name", "Bulkhead", "-emit-module", "-emit-module-path",
        (fixture.folder / "Bulkhead.swiftmodule").string, declaration.string, duration.string,
      ])
    try await compile(
      flags + (files["main.swift"] == nil ? ["-parse-as-library"] : []) + [
        "-module-name", "Application", "-I", fixture.folder.string, "-emit-object", "-o",
        object.string,
      ] + sources.map(\.string))
    return SwiftInitEntries(
      toolchain: toolchain,
      module: SwiftModule(
        name: "Application", sources: sources, folder: fixture.folder, object: object, scope: scope)
    )
  }

  private func compile(_ words: [String]) async throws {
    let result = try await Tool.run(toolchain.swiftc, words)
    #expect(result.status == 0, "\(result.errors)")
  }

  private func refusal(_ files: [String: String]) async throws -> String? {
    let entries = try await entries(files)
    let found = await failure { _ = try await entries.source() }
    return found.map { fixture.shown($0.description) }
  }

  private static let declarations = """
    @used let sensors = InitEntry(
      start, shutdown: stop, level: .postKernel, priority: 7, policy: .essential,
      deadline: Duration(nanoseconds: 1_500_000), after: first, second)
    enum Wrapped {
      @used private static let busEntry: InitEntry = .init(first, level: .early)
    }
    private func start() -> Int32 { 1 }
    func stop() -> Int32 { 2 }
    func first() -> Int32 { 3 }
    func second() -> Int32 { 4 }

    """

  /// What it becomes; private names have a number that hangs on the file's.
  private func expected(_ prefix: String, _ text: String) throws -> String {
    let start = try #require(
      text.firstMatch(of: /(\$[es]11Application5start33_[0-9A-F]+LLs5Int32VyFTo)/))
    func symbol(_ name: String) -> String { "\(prefix)11Application\(name)s5Int32VyFTo" }
    let (stop, first, second) = (symbol("4stop"), symbol("5first"), symbol("6second"))
    return """
      #undef BULKHEAD_INIT_SCOPE
      #define BULKHEAD_INIT_SCOPE "a."
      #line 2 "src/a.swift"
      int \(stop)(void); int \(start.1)(void); \
      SYS_INIT_NAMED_SHUTDOWN(sensors, \(start.1), \(stop), POST_KERNEL, 7); \
      SYS_INIT_POLICY(sensors, essential); SYS_INIT_DEADLINE(sensors, 2); \
      BULKHEAD_INIT_NOTE("after-function", "sensors", "\(first) first()"); \
      BULKHEAD_INIT_NOTE("after-function", "sensors", "\(second) second()");
      #line 6 "src/a.swift"
      int \(first)(void); SYS_INIT_NAMED_SHUTDOWN(busEntry, \(first), NULL, EARLY, 90);

      """
  }

  @Test(arguments: Target.all)
  func what_an_object_says_becomes_macros_of_c(_ target: Target) async throws {
    let entries = try await entries(["a.swift": Self.declarations], for: target, scope: "a.")
    let text = fixture.shown(try await entries.source())
    #expect(text == (try expected(target.prefix, text)))
  }

  @Test(arguments: Target.all)
  func the_linker_may_drop_the_values_and_see_the_functions(_ target: Target) async throws {
    let entries = try await entries(["a.swift": Self.declarations], for: target)
    let text = try await entries.source()
    func retained() throws -> [String] {
      try ELFFile(entries.module.object.bytes()).sections
        .filter { $0.flags & 0x20_0000 != 0 && $0.name.contains("Bulkhead") }.map(\.name)
    }
    #expect(try !retained().isEmpty)
    try await entries.release()
    #expect(try retained() == [])
    let functions = try ELFFile(entries.module.object.bytes()).symbols
      .filter { $0.name.hasSuffix("s5Int32VyFTo") }
    #expect(functions.count == 4)
    #expect(functions.allSatisfy { !$0.isLocal })
    #expect(try await entries.source() == text)
  }

  @Test func a_module_without_entries_needs_no_c() async throws {
    #expect(try await entries(["a.swift": "public let number = 7\n"]).source() == "")
  }

  @Test func a_value_that_the_compiler_dropped_is_refused() async throws {
    let text = "func start() -> Int32 { 0 }\nlet sensors = InitEntry(start, level: .early)\n"
    #expect(
      try await refusal(["a.swift": text]) == """
        src/a.swift:3: error: the compiler did not keep this init entry
          help: write '@used let NAME = InitEntry(…)' at the top level of a file other than \
        main.swift, or '@used static let …' in a type
        """)
  }

  @Test func two_variables_of_a_module_with_one_name_are_refused() async throws {
    let text = """
      @used let sensors = InitEntry(start, level: .early)
      enum Wrapped { @used static let sensors = InitEntry(start, level: .application) }
      func start() -> Int32 { 0 }

      """
    #expect(
      try await refusal(["a.swift": text]) == """
        src/a.swift:3: error: two init entries have the name sensors
        src/a.swift:2: note: the other is here
          help: give the variable another name
        """)
  }

  @Test func a_value_that_is_made_when_main_runs_is_refused() async throws {
    let text = "func start() -> Int32 { 0 }\n@used let sensors = InitEntry(start, level: .early)\n"
    #expect(
      try await refusal(["main.swift": text]) == """
        src/main.swift:3: error: the init entry sensors has no value before the image runs
          help: move it to another file: the variables of main.swift are made when it runs
        """)
  }

  @Test func a_value_that_needs_code_is_refused() async throws {
    let text = """
      func start() -> Int32 { 0 }
      @inline(never) func priority() -> UInt8 { UInt8(CommandLine.arguments.count) }
      @used let sensors = InitEntry(start, level: .early, priority: priority())

      """
    #expect(
      try await refusal(["a.swift": text]) == """
        src/a.swift:4: error: the init entry sensors has no value before the image runs
          help: name functions in it, and write all else as constants
        """)
  }

  @Test func only_what_is_compiled_counts_as_a_declaration() {
    let text = """
      let a = InitEntry(f, level: .early)
      // let b = InitEntry(f, level: .early)
      let c = "InitEntry(f)"
      #if SOMETIMES
      let d = InitEntry(f, level: .early)
      #endif
      let e: InitEntry = .init(f, level: .early)
      func f(_ entry: MyInitEntry) { MyInitEntry() }
      """
    #expect(SwiftInitEntries.uses(in: text) == [1, 7])
  }

  private static let bus = "entry;;bus;3;/x/a.swift;POST_KERNEL;90;$startBus;NULL;NULL"
  private static let sensors = "entry;;sensors;5;/x/a.swift;POST_KERNEL;0;$start;NULL;NULL"
  private static let radio = "entry;;radio;7;/x/radio.c;POST_KERNEL;0;start_radio;NULL;NULL"

  private func plan(_ notes: [String]) async throws -> InitPlan {
    try InitPlan(try await fixture.model("host"), InitNotes(notes))
  }

  @Test func a_relation_names_a_function_of_swift_or_of_c() async throws {
    let plan = try await plan([
      Self.sensors, Self.bus, Self.radio,
      "after-function;;sensors;5;/x/a.swift;$startBus startBus()",
      "after-function;;bus;3;/x/a.swift;start_radio start_radio",
    ])
    #expect(plan.table.map(\.name) == ["&clock", "radio", "bus", "sensors"])
    #expect(plan.table[3].dependencies.map(\.reason) == ["after: startBus()"])
  }

  @Test func a_folder_s_own_function_goes_before_one_of_the_image() async throws {
    let plan = try await plan([
      "entry;;bus;3;/x/a.c;EARLY;90;start;NULL;NULL",
      "entry;f.;bus;3;/f/a.c;EARLY;90;start;NULL;NULL",
      "entry;f.;sensors;5;/f/a.swift;EARLY;90;$start;NULL;NULL",
      "after-function;f.;sensors;5;/f/a.swift;start start",
    ])
    #expect(plan.table[2].dependencies.map(\.target) == ["f.bus"])
  }

  @Test func a_function_that_starts_no_entry_is_refused() async throws {
    let found = await failure {
      _ = try await plan([
        Self.sensors, "after-function;;sensors;5;/x/a.swift;$startBus startBus()",
      ])
    }
    #expect(
      found?.description == """
        /x/a.swift:5: error: sensors comes up after startBus(), which starts no init entry of this \
        image
          help: name a function that an InitEntry or a SYS_INIT starts
        """)
  }

  @Test func a_cycle_through_both_languages_is_shown_with_every_edge() async throws {
    let found = await failure {
      _ = try await plan([
        Self.bus, Self.radio, "after-function;;bus;3;/x/a.swift;start_radio start_radio",
        "after;;radio;8;/x/radio.c;bus",
      ])
    }
    #expect(
      found?.description == """
        /x/radio.c:7: error: init cycle: radio -> bus -> radio
        /x/radio.c:8: note: radio needs bus first (SYS_INIT_DEPENDS)
        /x/a.swift:3: note: bus needs radio first (after: start_radio)
          help: drop one of these relations
        """)
  }

  @Test func a_relation_to_a_later_level_is_refused() async throws {
    let found = await failure {
      _ = try await plan([
        Self.bus, "entry;;early;1;/x/a.swift;PRE_KERNEL_1;90;$early;NULL;NULL",
        "after-function;;early;1;/x/a.swift;$startBus startBus()",
      ])
    }
    #expect(
      found?.description == """
        /x/a.swift:1: error: early comes up at PRE_KERNEL_1 but depends on bus (after: startBus()), \
        which comes up later, at POST_KERNEL
        /x/a.swift:3: note: bus is here
          help: give early the level POST_KERNEL, or bus an earlier one
        """)
  }

  @Test func two_variables_with_one_name_are_refused() async throws {
    let found = await failure {
      _ = try await plan([Self.bus, "entry;;bus;9;/x/b.swift;EARLY;90;$other;NULL;NULL"])
    }
    #expect(
      found?.description == """
        /x/b.swift:9: error: two init entries have the name bus
        /x/a.swift:3: note: the other is here
          help: give the variable another name
        """)
  }
}
