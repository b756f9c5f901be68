import TestSupport
import Testing

@testable import BoardTool

/// What `system.yml` may say, and what the build says of it.
struct CompartmentTests {
  // MARK: Signatures

  @Test func a_signature_says_what_its_buffers_are() throws {
    let signature = try ExportSignature(
      "int parse([in, size=length] const char *text, size_t length, [out, size=8] int *result)")
    #expect(signature.name == "parse")
    #expect(signature.arguments.map(\.name) == ["text", "length", "result"])
    #expect(signature.arguments.map(\.type) == ["const char *", "size_t", "int *"])
    #expect(
      signature.arguments[0].buffer == .init(isRead: true, isWritten: false, size: .argument(1)))
    #expect(signature.arguments[1].buffer == nil)
    #expect(signature.arguments[2].buffer == .init(isRead: false, isWritten: true, size: .bytes(8)))
    #expect(signature.prototype == "int parse(const char * text, size_t length, int * result);")
    #expect(try ExportSignature("int ping(void)").arguments.isEmpty)
    #expect(try ExportSignature("int ping()").prototype == "int ping(void);")
  }

  @Test(arguments: [
    ("void log(int level)", "a function that is exported returns int"),
    ("int log", "has its arguments in parentheses"),
    ("int log(int)", "'int' has no type, or no name"),
    ("int log(int a, int b, int c, int d, int e)", "a call has at most 4 arguments"),
    ("int log([in] const char *text)", "text has no size="),
    ("int log([size=4] const char *text)", "text is neither in nor out"),
    ("int log([in, size=4] int text)", "text is no pointer, so it has no size"),
    ("int log([out, size=4] const char *text)", "text is const, so it cannot be out"),
    ("int log([in, size=count] const char *text)", "there is no argument 'count'"),
    ("int log([in, size=text] const char *text)", "text is a pointer, so it is no size"),
    ("int log([in, size=0] const char *text)", "a size is between 1 and 65535 bytes"),
    (
      "int log([in, capability] const char *text)",
      "text is a capability, so its type is bulkhead_capability_t *"
    ),
    (
      "int log([in, size=8] const bulkhead_capability_t *bytes)",
      "bytes loses its authority without 'capability'"
    ),
    (
      "int log([out, capability, no-capture] bulkhead_capability_t *bytes)",
      "no-capture is for capabilities that a function is given"
    ),
    ("int log([in, size=8, no-capture] const char *text)", "no-capture is for capabilities"),
    ("int log([in, length=4] const char *text)", "'length=4' is none of in, out, size=BYTES"),
  ])
  func a_signature_that_says_no_call_is_refused(_ text: String, _ message: String) {
    let mistake = #expect(throws: ExportSignature.Mistake.self) { try ExportSignature(text) }
    #expect(mistake?.message.contains(message) == true, "\(mistake?.message ?? "")")
  }

  @Test func a_signature_may_pass_capabilities() throws {
    let signature = try ExportSignature(
      "int open([out, capability] bulkhead_capability_t *to, "
        + "[in, capability, no-capture] const bulkhead_capability_t *from)")
    let buffers = signature.arguments.compactMap(\.buffer)
    #expect(buffers.map(\.isCapability) == [true, true])
    #expect(buffers.map(\.isKept) == [true, false])
    #expect(buffers.map(\.size) == [.bytes(8), .bytes(8)])
  }

  // MARK: system.yml by itself

  private static let logger = """
      - name: logger
        sources: [src/logger.c]
        exports: [int log_it(int level)]

    """

  @Test(arguments: [
    ("compartments: []\n", 1, "there are no compartments"),
    ("compartment:\n", 1, "unknown key 'compartment'"),
    ("compartments:\n  - name: a\n", 2, "in 'compartments', 'sources' is missing"),
    ("compartments:\n  - name: a b\n    sources: [src]\n", 2, "cannot be called 'a b'"),
    (
      "compartments:\n  - name: a\n    sources: [src]\n    exports:\n"
        + "      - int give([out, capability] bulkhead_capability_t *to)\n", 5,
      "give passes a capability, of which a may have none"
    ),
    (
      "compartments:\n  - name: a\n    sources: [src]\n    imports: [b.c]\n", 4,
      "there is no compartment 'b'"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    imports: [loger.log_it]\n",
      7,
      "there is no compartment 'loger'; did you mean 'logger'?"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    imports: [logger.log]\n", 7,
      "logger does not export 'log'"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    imports: [log_it]\n", 7,
      "'log_it' names no function of a compartment"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    exports: [int log_it(void)]\n",
      7,
      "log_it is exported twice"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    callers: 0\n", 7,
      "callers of a is 0"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    policy: maybe\n", 7,
      "unknown policy 'maybe'"
    ),
    (
      "compartments:\n\(logger)  - name: a\n    sources: [src/a.c]\n    threads: [{name: t, entry: e}]\n",
      7, "'stack' is missing"
    ),
  ])
  func a_mistake_is_told_with_its_line(_ text: String, _ line: Int, _ message: String) async throws
  {
    let fixture = try Fixture()
    let application = try fixture.application(["src/main.c": "", "system.yml": text])
    let found = await failure { _ = try SystemDescription(of: application) }
    #expect(found?.message.contains(message) == true, "\(found?.message ?? "none")")
    #expect(found?.location?.line == line)
    #expect(found?.location?.file.hasSuffix("system.yml") == true)
  }

  @Test(arguments: [
    (
      Processor.Protection.Kind.pmsav7,
      "copied, if 64 bytes are enough for all copies of the call: no region covers just 48 bytes"
    ), (.pmp, "lent if a region is spare and the address fits (whole words), else copied"),
  ])
  func what_becomes_of_a_buffer_is_explained(_ kind: Processor.Protection.Kind, _ text: String)
    async throws
  {
    let fixture = try Fixture()
    let board = try Board.named(
      kind == .pmp ? "qemu_virt_rv32" : "qemu_mps2_an385", in: fixture.project)
    let system = """
      compartments:
        - name: low
          sources: [src/main.c]
          buffers: 64
          exports: ["int low_ask([in, size=48] const char *text)"]
      """
    let application = try fixture.application(["src/main.c": "", "system.yml": system])
    let processor = try await fixture.description(board, application: application).processor
    let lines = try CallExplanation(application, processor.protection)?.lines() ?? []
    #expect(lines.count == 3)
    #expect(lines.last?.hasPrefix("  low.low_ask, text: " + text) == true, "\(lines)")
  }

  /// Of each compartment how many it serves, and what it imports; all export a function `_f`.
  @Test(arguments: [
    (["a 1 b c", "b 1 c", "c 4"], 3, ["a", "b", "c"], false),
    (["a 2", "b 2"], 1, ["a"], false),
    // Calls of each other have no end but that of places; what they call besides comes last.
    (["a 3 b", "b 2 a c", "c 1"], 6, ["a", "b", "c"], true),
    (["a 1 b", "b 1 c", "c 1 d", "d 1 b"], 4, ["a", "b", "c", "d"], true),
  ])
  func calls_nest_as_deep_as_imports_let_them(
    _ compartments: [String], _ depth: Int, _ path: [String], _ isCircular: Bool
  ) throws {
    let fixture = try Fixture()
    let lines = compartments.map { text in
      let words = text.split(separator: " ").map(String.init)
      return """
          - name: \(words[0])
            sources: [src/main.c]
            callers: \(words[1])
            exports: [int \(words[0])_f(void)]
            imports: [\(words.dropFirst(2).map { "\($0).\($0)_f" }.joined(separator: ", "))]

        """
    }
    let application = try fixture.application([
      "src/main.c": "", "system.yml": "compartments:\n" + lines.joined(),
    ])
    let system = try #require(try SystemDescription(of: application))
    let nesting = CallNesting(of: system)
    #expect(nesting.depth == depth)
    #expect(nesting.path == path)
    #expect(nesting.isCircular == isCircular)
    #expect(nesting.text.contains("at most \(depth) deep, in \(path[0])"))
  }

  // MARK: What the build refuses

  /// Builds two compartments, `low` and `high`; what `high` is, and what of `low`, is the test's.
  private func refusal(
    low: String = "int low_ask(int a) { return a; }\n", high: String, imports: String = "",
    more: String = "", board: String = "qemu_mps2_an385", settings: String = "",
    header: String = ""
  ) async throws -> Failure? {
    let fixture = try Fixture()
    let system = """
      compartments:
        - name: low
          sources: [src/low.c]
          exports: [int low_ask(int a)]
      \(more)  - name: high
          sources: [src/high.c]
          exports: [int high_ask(int a)]
      \(imports)
      """
    let application = try fixture.application([
      "src/main.c": "int high_ask(int a);\nint main(void) { return high_ask(0); }\n",
      "src/low.c": low, "src/high.c": high,
      "src/high.h": header, "system.yml": system, "prj.conf": "CONFIG_USERSPACE=y\n" + settings,
    ])
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named(board, in: fixture.project),
      application: application)
    builder.buildFolder = (fixture.folder / "build").string
    return await failure { [builder] in _ = try await builder.build() }
  }

  private static let head = "#include <zephyr/kernel.h>\n#include <zephyr/init.h>\n"

  @Test func a_call_that_was_not_imported_does_not_link() async throws {
    let found = try await refusal(
      high: "int low_ask(int a);\nint high_ask(int a) { return low_ask(a); }\n")
    #expect(found?.message == "high calls low_ask, which low exports, and does not import it")
    #expect(found?.remedy == "add low.low_ask to its imports, or do not call it")
  }

  @Test func what_belongs_to_no_compartment_is_out_of_reach() async throws {
    let found = try await refusal(high: "int main(void);\nint high_ask(int a) { return main(); }\n")
    #expect(found?.message == "high uses main, which belongs to no compartment")
  }

  @Test func what_needs_privileges_is_not_called() async throws {
    let found = try await refusal(
      high: Self.head
        + "struct k_work work;\nint high_ask(int a) { return k_work_submit(&work); }\n")
    let message = "high.c calls k_work_submit_to_queue, which needs privileges"
    #expect(found?.message.hasSuffix(message) == true)
    #expect(found?.location?.file.hasSuffix("system.yml") == true)
  }

  @Test func who_allocates_has_a_heap() async throws {
    let code = "#include <stdlib.h>\nint high_ask(int a) { free(malloc(a)); return 0; }\n"
    let found = try await refusal(high: code)
    #expect(found?.message.contains("and has no heap") == true, "\(found?.message ?? "it builds")")
    #expect(try await refusal(high: code, imports: "    heap: 512\n") == nil)
  }

  @Test func who_has_capabilities_says_how_many() async throws {
    let code = """
      #include <bulkhead/capability.h>
      int high_ask(int a)
      {
      	bulkhead_capability_t one;
      	static int number;
      	return bulkhead_capability_derive(&one, &number, 4, BULKHEAD_CAPABILITY_READ);
      }

      """
    let found = try await refusal(high: code)
    #expect(
      found?.message.contains("calls bulkhead_capability_derive, and may have no capabilities")
        == true, "\(found?.message ?? "it builds")")
    #expect(try await refusal(high: code, imports: "    capabilities: 2\n") == nil)
  }

  @Test func an_export_is_defined() async throws {
    let found = try await refusal(high: "int high_aks(int a) { return a; }\n")
    #expect(found?.message == "high has no function 'high_ask'; did you mean 'high_aks'?")
  }

  @Test(arguments: [
    ("static int f(void) { return 0; }\nSYS_INIT(f, APPLICATION, 0);\n", "an init entry"),
    (
      "static void f(const void *p) {}\nstatic int g(void) { IRQ_CONNECT(5, 1, f, NULL, 0); return 0; }\n"
        + "int h(void) { return g(); }\n", "something that the kernel calls with privileges"
    ),
    (
      "static void f(struct k_timer *t) {}\nK_TIMER_DEFINE(timer, f, NULL);\n",
      "a kernel object that calls"
    ),
  ])
  func nothing_of_a_compartment_runs_with_privileges(_ code: String, _ message: String) async throws
  {
    let found = try await refusal(
      high: Self.head + code + "int high_ask(int a) { return a; }\n")
    #expect(found?.message.contains(message) == true, "\(found?.message ?? "it builds")")
  }

  @Test func a_cycle_through_compartments_is_refused_with_its_edges() async throws {
    let found = try await refusal(
      low:
        "int high_ask(int a);\nint low_up(void) { return 0; }\nint low_ask(int a) { return high_ask(a); }\n",
      high:
        "int low_ask(int a);\nint high_up(void) { return 0; }\nint high_ask(int a) { return low_ask(a); }\n",
      imports: "    imports: [low.low_ask]\n    init: high_up\n",
      more: "    imports: [high.high_ask]\n    init: low_up\n")
    let text = try #require(found?.description)
    #expect(text.contains("cycle"), "\(text)")
    #expect(text.contains("low") && text.contains("high") && text.contains("system.yml"), "\(text)")
  }

  @Test func a_header_that_says_something_else_is_refused() async throws {
    func found(_ header: String) async throws -> Failure? {
      try await refusal(
        high: "int high_ask(int a) { return a; }\n", imports: "    header: high.h\n",
        header: header)
    }
    #expect(try await found("int high_ask(int a);\n") == nil)
    let other = try await found("int high_ask(long long a, int b);\n")
    #expect(other?.message.contains("exports.c does not compile") == true)
  }

  @Test(arguments: [
    ("K_SEM_DEFINE(own, 0, 1);\n", false), ("K_THREAD_STACK_DEFINE(own, 512);\n", false),
    ("void *own(void) { return k_object_alloc(K_OBJ_SEM); }\n", false),
    ("static int own;\nvoid *get(void) { return &own; }\n", true),
  ])
  func kernel_objects_are_for_the_first_compartments(_ code: String, _ isAllowed: Bool) async throws
  {
    let fixture = try Fixture()
    let system =
      "compartments:\n"
      + (1...17).map { number in
        "  - {name: c\(number), sources: [src/c\(number).c], exports: [int c\(number)_ask(int a)]}\n"
      }.joined()
    var sources = ["src/main.c": "int main(void) { return 0; }\n", "system.yml": system]
    for number in 1...17 {
      sources["src/c\(number).c"] =
        "#include <zephyr/kernel.h>\n" + (number == 17 ? code : "K_SEM_DEFINE(own, 0, 1);\n")
        + "int c\(number)_ask(int a) { return a; }\n"
    }
    sources["prj.conf"] = "CONFIG_USERSPACE=y\n"
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("qemu_mps2_an385", in: fixture.project),
      application: try fixture.application(sources))
    builder.buildFolder = (fixture.folder / "build").string
    let found = await failure { [builder] in _ = try await builder.build() }
    if isAllowed {
      #expect(found == nil)
    } else {
      #expect(found?.message.contains("and it is not among the first 16") == true)
      #expect(found?.location?.line == 18)
    }
  }

  @Test(arguments: [
    (
      "qemu_mps2_an505", "leds, buttons, uart0, dma0, watchdog, nvic, systick",
      "high is to reach 8 pieces of memory, and there are 7 regions of PMSAv8 for them: a stack, leds, "
        + "buttons, uart0, dma0, watchdog, nvic, systick"
    ),
    (
      "qemu_mps2_an505", "leds",
      "the registers of leds is 0x50302000-0x50302003, which no single region covers: "
        + "regions begin and end at multiples of 32 bytes"
    ),
  ])
  func what_no_regions_are_there_for_is_refused(
    _ board: String, _ devices: String, _ message: String
  ) async throws {
    let found = try await refusal(
      high: "int high_ask(int a) { return a; }\n", imports: "    devices: [\(devices)]",
      board: board)
    #expect(found?.message == message)
    #expect(found?.location?.line == 8)
  }

  @Test(arguments: [
    ("qemu_mps2_an385", "CONFIG_USERSPACE=n\n", "compartments need threads without privileges"),
    ("host", "CONFIG_USERSPACE=n\n", "compartments need threads without privileges"),
    ("host", "", "nothing keeps compartments apart on the host"),
  ])
  func what_they_need_is_said(_ board: String, _ settings: String, _ message: String) async throws {
    let found = try await refusal(
      high: "int high_ask(int a) { return a; }\n", board: board, settings: settings)
    #expect(found?.message == message)
    #expect(found?.remedy?.contains("CONFIG_COMPARTMENTS_UNPROTECTED=y") == true)
    #expect(found?.location?.file.hasSuffix("system.yml") == true)
  }

  // MARK: Without protection

  private static let unprotected = "CONFIG_USERSPACE=n\nCONFIG_COMPARTMENTS_UNPROTECTED=y\n"

  @Test(arguments: ["host", "qemu_sifive_e"])
  func names_are_kept_apart_where_nothing_else_is(_ board: String) async throws {
    func found(_ code: String, imports: String = "") async throws -> String? {
      try await refusal(
        high: code, imports: imports, board: board, settings: Self.unprotected)?.message
    }
    let call = "int low_ask(int a);\nint high_ask(int a) { return low_ask(a); }\n"
    #expect(
      try await found(call) == "high calls low_ask, which low exports, and does not import it")
    #expect(try await found(call, imports: "    imports: [low.low_ask]\n") == nil)
    #expect(
      try await found("int main(void);\nint high_ask(int a) { return main(); }\n")
        == "high uses main, which belongs to no compartment")
    let heap = "#include <stdlib.h>\nint high_ask(int a) { free(malloc(a)); return 0; }\n"
    #expect(try await found(heap) == "high calls malloc and has no heap")
  }

  @Test func protection_and_its_absence_are_not_chosen_at_once() async throws {
    let found = try await refusal(
      high: "int high_ask(int a) { return a; }\n", settings: "CONFIG_COMPARTMENTS_UNPROTECTED=y\n")
    #expect(found?.message.contains("COMPARTMENTS_UNPROTECTED") == true, "\(found?.message ?? "")")
  }

  @Test(arguments: [
    ("host", "compartments on the host are a model: C code in them is not confined"),
    ("qemu_mps2_an385", "nothing keeps these compartments apart: CONFIG_USERSPACE is off"),
  ])
  func explain_regions_says_that_there_are_none(_ board: String, _ text: String) async throws {
    let fixture = try Fixture()
    let builder = ImageBuilder(
      project: fixture.project, board: try Board.named(board, in: fixture.project),
      application: try fixture.application([
        "src/main.c": "int main(void) { return 0; }\n",
        "src/low.c": "int low_ask(void) { return 0; }\n", "prj.conf": Self.unprotected,
        "system.yml":
          "compartments:\n  - name: low\n    sources: [src/low.c]\n    exports: [int low_ask(void)]\n",
      ]))
    let found = await failure { _ = try await RegionExplanation(building: builder) }
    #expect(found?.message.hasSuffix(text) == true, "\(found?.message ?? "")")
  }
}
