import Testing

@testable import BoardTool

/// Mistakes in a driver's folder: each refused with the line of its binding.
struct DriverMistakeTests {
  private let binding = """
    compatible: ["test,thing"]
    kconfig: TEST_THING
    level: POST_KERNEL
    init: test_thing_init
    api:
      type: test_thing_api
      header: thing.h
      functions:
        next: test_thing_next
    state: 4
    properties:
      - {name: first, type: int, required: true}

    """
  private let node =
    "/ {\n\tthing {\n\t\tcompatible = \"test,thing\";\n\t\tfirst = <1>;\n\t};\n};\n"

  private func model(_ fixture: Fixture, _ bindings: [String: String]) async throws -> ImageModel {
    let files = bindings.map { ("drivers/\($0.key)/binding.yml", $0.value) }
    return try await fixture.model(
      "host", overlay: node, files: Dictionary(uniqueKeysWithValues: files))
  }

  private func refusal(_ bindings: [String: String]) async throws -> String {
    let fixture = try Fixture()
    let found = await failure { _ = try await model(fixture, bindings) }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  private let guide = "\n  help: Sources/Drivers/README.md tells what it may say"

  // MARK: The binding as a file

  @Test(arguments: [
    ("kconfig: TEST_THING", "kconfig: [A", 3, "this is not YAML: "),
    ("state: 4", "state: four", 10, "'state' must be a whole number"),
    ("[\"test,thing\"]", "test,thing", 1, "'compatible' must be a list, as in [one, two]"),
    ("required: true", "required: 1", 12, "'properties.required' must be true or false"),
    ("POST_KERNEL", "PRE_KERNEL_3", 3, "'level' cannot be 'PRE_KERNEL_3'"),
    ("type: int", "type: integer", 12, "'properties.type' cannot be 'integer'"),
    ("{name: first, type", "{type", 12, "in 'properties', 'name' is missing"),
    ("  type: test_thing_api\n", "", 6, "in 'api', 'type' is missing"),
  ])
  func a_value_that_cannot_be(
    _ right: String, _ wrong: String, _ line: Int, _ message: String
  ) async throws {
    let text = try await refusal(["Thing": binding.replacing(right, with: wrong)])
    let start = "application/drivers/Thing/binding.yml:\(line): error: \(message)"
    #expect(text.hasPrefix(start), "\(text)")
    #expect(
      text.hasSuffix(
        message.hasSuffix(": ")
          ? "\n  help: look at the lines before, too: a bracket, a quote or a space may be missing"
          : guide))
  }

  @Test(arguments: [
    ("required:", "requird:", 12, "name, type, required, default, enum", "required"),
    ("header:", "heder:", 7, "type, header, functions, only, answers", "header"),
  ])
  func a_misspelt_key(
    _ right: String, _ wrong: String, _ line: Int, _ known: String, _ nearest: String
  ) async throws {
    let text = try await refusal(["Thing": binding.replacing(right, with: wrong)])
    #expect(
      text == "application/drivers/Thing/binding.yml:\(line): error: unknown key "
        + "'\(wrong.dropLast())' (known: \(known)); did you mean '\(nearest)'?")
  }

  @Test(arguments: [
    ("", "the file is empty"), ("hello\n", "the file must be keys with their values"),
  ])
  func a_file_that_says_nothing(_ content: String, _ message: String) async throws {
    let text = try await refusal(["Thing": content])
    #expect(text == "application/drivers/Thing/binding.yml:1: error: \(message)\(guide)")
  }

  // MARK: What it says

  @Test(arguments: [
    (
      "kconfig: TEST_THING", "kconfig: CONFIG_TEST_THING", 1,
      "'kconfig' names the symbol with the prefix that only .config files have",
      "write it as kconfig: TEST_THING"
    ),
    (
      "kconfig: TEST_THING", "kconfig: test thing", 1, "'test thing' cannot name a symbol",
      "use letters, digits and _"
    ),
    (
      "test_thing_next", "test-thing-next", 9, "'test-thing-next' cannot name a function",
      "use letters, digits and _"
    ),
    (
      "  type: test_thing_api", "  answers: no-thing\n  type: test_thing_api", 6,
      "'no-thing' cannot name a table", "use letters, digits and _"
    ),
    (
      "state: 4", "state: -4", 1, "'state' cannot be -4",
      "say how many bytes a device needs: state: 8"
    ),
  ])
  func a_word_that_cannot_be_one(
    _ right: String, _ wrong: String, _ line: Int, _ message: String, _ help: String
  ) async throws {
    let text = try await refusal(["Thing": binding.replacing(right, with: wrong)])
    #expect(
      text == "application/drivers/Thing/binding.yml:\(line): error: \(message)\n  help: \(help)")
  }

  @Test func a_service_with_a_name_that_code_cannot_spell() async throws {
    let text = try await refusal(["Thing": "kconfig: THING\nservice: my thing\ninit: thing_init\n"])
    #expect(
      text == """
        application/drivers/Thing/binding.yml:2: error: 'my thing' cannot name a service
          help: use letters, digits, _ and -
        """)
  }

  @Test func a_service_before_what_it_comes_up_after() async throws {
    let fixture = try Fixture()
    let files = [
      "prj.conf": "CONFIG_THING=y\n",
      "drivers/Thing/binding.yml": """
      service: thing
      kconfig: THING
      after: [\"arm,cmsdk-uart\"]
      init: thing_init
      level: EARLY

      """,
    ]
    let found = await failure { _ = try await fixture.model("qemu_mps2_an386", files: files) }
    #expect(
      (found?.description).map(fixture.shown) == """
        application/drivers/Thing/binding.yml:5: error: service thing comes up at EARLY but depends \
        on &uart0 (after), which comes up later, at PRE_KERNEL_1
        boards/common/arm/mps2-fpga.dtsi:47: note: &uart0 is here
          help: write 'level: PRE_KERNEL_1' in its binding.yml, or set \
        CONFIG_THING_INIT_PRE_KERNEL_1=y, or give &uart0 an earlier level
        """)
  }

  @Test func two_drivers_of_one_root_for_the_same_nodes() async throws {
    let text = try await refusal([
      "Other": "compatible: [\"a,b\", \"test,thing\"]\nkconfig: TEST_OTHER\n", "Thing": binding,
    ])
    #expect(
      text == """
        application/drivers/Thing/binding.yml:1: error: two drivers serve 'test,thing'
        application/drivers/Other/binding.yml:1: note: the other one
          help: drop it from one of them, or keep the one to prefer in a --driver-root
        """)
  }

  @Test func a_driver_of_another_root_comes_before_the_packages_own() async throws {
    let fixture = try Fixture()
    let files = [
      "drivers/Mine/binding.yml": "compatible: [\"arm,cmsdk-timer\"]\nkconfig: TEST_MINE\n"
    ]
    let model = try await fixture.model("qemu_mps2_an386", files: files)
    #expect(model.bindings.first { $0.serves("arm,cmsdk-timer") }?.name == "Mine")
  }

  // MARK: What its sources do not have

  @Test func functions_that_nobody_wrote() async throws {
    let fixture = try Fixture()
    let model = try await model(fixture, ["Thing": binding])
    let errors = ["test_thing_next", "test_thing_init"].map {
      "ld.lld: error: undefined symbol: \($0)\n>>> referenced by image.c\n"
    }
    let found = try #require(
      DeviceLinkErrors(model: model).failure(for: errors.joined(separator: "\n")))
    #expect(
      fixture.shown(found.description) == """
        application/drivers/Thing/binding.yml:9: error: the driver Thing names the function \
        'test_thing_next', which its sources do not define
        application/drivers/Thing/binding.yml:4: note: the driver Thing names the function \
        'test_thing_init', which its sources do not define
          help: write it in application/drivers/Thing (in Swift as @c public), or correct the name
        """)
  }

  /// The compiler's complaints name the binding, not the file that the build wrote.
  @Test func what_the_compiler_reads_from_a_binding_has_its_line() async throws {
    let fixture = try Fixture()
    let text = ImageSource(model: try await model(fixture, ["Thing": binding])).text
    let file = fixture.folder / "application/drivers/Thing/binding.yml"
    #expect(text.contains("#line 7 \"\(file)\"\n#include <thing.h>\n#line 1 \"image.c\"\n"))
    #expect(
      text.contains(
        "#line 9 \"\(file)\"\nextern __typeof__(*((struct test_thing_api *)0)->next) "
          + "test_thing_next;\n#line 1 \"image.c\"\n"))
  }
}
