import Kconfig
import Testing

@testable import BoardTool

/// Applications that were written for Zephyr: their options, and how their generation is known.
struct ZephyrApplicationTests {
  private static let options = ZephyrOptions(
    text: """
      # A comment.
      Bulkhead has no radio
        RADIO RADIO_*
      the clock has one form
        CLOCK_FORM
      """)

  private func findings(_ assignments: String) throws -> [Kconfig.Diagnostic] {
    let fixture = try Fixture()
    let tree = try fixture.file("Kconfig", "config KNOWN\n\tbool \"known\"\n")
    let kconfig = try Kconfig(file: tree.string)
    kconfig.load(text: assignments, file: "prj.conf")
    return kconfig.diagnostics
  }

  @Test func an_option_without_effect_is_noted_with_its_line_and_the_reason() throws {
    let notes = try findings("CONFIG_KNOWN=y\nCONFIG_RADIO_POWER=3\nCONFIG_CLOCK_FORM=y\n")
      .compactMap(Self.options.note)
    #expect(
      notes == [
        "prj.conf:2: note: CONFIG_RADIO_POWER has no effect: Bulkhead has no radio",
        "prj.conf:3: note: CONFIG_CLOCK_FORM has no effect: the clock has one form",
      ])
  }

  @Test func a_name_that_nobody_has_is_no_option_without_effect() throws {
    #expect(Self.options.reason(for: "RADIOS") == nil)
    #expect(Self.options.reason(for: "CLOCK_FORM_2") == nil)
    #expect(Self.options.nearest("CLOCK_FROM") == "CLOCK_FORM")
  }

  @Test func a_misspelt_option_is_refused_with_the_nearest() async throws {
    let files = ["prj.conf": "CONFIG_BT=y\nCONFIG_BLUETOTH=y\n"]
    let found = await failure { _ = try await Fixture().model("host", files: files) }
    #expect(found?.location?.line == 2)
    #expect(found?.message == "no symbol is named BLUETOTH; did you mean BLUETOOTH?")
  }

  @Test func no_option_without_effect_is_one_of_the_tree() throws {
    let project = try Fixture().project
    let kconfig = try Kconfig(
      file: "Kconfig", sourceTree: project.kconfig.parent.string,
      environment: [
        "BULKHEAD_GENERATED": "/nowhere", "BULKHEAD_API_VERSION": "4",
        "BULKHEAD_CYCLES_PER_SECOND": "1",
      ])
    let options = try ZephyrOptions(project)
    let both = kconfig.symbols.filter { $0.isDefined && options.reason(for: $0.name) != nil }
    #expect(both.map(\.name) == [])
  }

  @Test func an_applications_own_options_stand_beside_the_kernels() async throws {
    let model = try await Fixture().model(
      "host",
      files: [
        "Kconfig": "config BEATS\n\tint \"beats\"\n\tdefault 3\n\nsource \"Kconfig.zephyr\"\n",
        "prj.conf": "CONFIG_BEATS=4\nCONFIG_MAIN_STACK_SIZE=5000\n",
      ])
    #expect(model.configuration.number("BEATS", or: 0) == 4)
    #expect(model.configuration.number("MAIN_STACK_SIZE", or: 0) == 5000)
  }

  @Test func an_application_without_tests_is_not_tested() async throws {
    let fixture = try Fixture()
    let application = try fixture.application(["src/main.c": "int main(void) { return 0; }\n"])
    let found = await failure { try application.requireTests() }
    #expect(
      found?.message.hasSuffix(
        "application has no tests: nothing in src includes <cmocka.h> or <zephyr/ztest.h> "
          + "or imports BulkheadTesting; './bulkhead run' runs it") == true)
    #expect(found?.status == 2)
  }

  @Test(arguments: [
    ("#include <zephyr.h>\n#include <zephyr/types.h>\n", 2, "<zephyr.h>"),
    ("#include <sys/printk.h>\n#include <zephyr/types.h>\n", 2, "<sys/printk.h>"),
    ("#include <zephyr/types.h>\n#include <zephyr/kernel.h>\n", 4, "<zephyr/kernel.h>"),
    ("#include <zephyr/types.h>\n", 4, "no Zephyr header"),
  ])
  func the_include_style_says_the_generation(_ source: String, _ number: Int, _ name: String) throws
  {
    let fixture = try Fixture()
    let application = try fixture.application([
      "src/main.c": source + "int main(void) { return 0; }\n"
    ])
    let version = APIVersion.ofIncludes(application)
    #expect(version == APIVersion(number: number, reason: "the sources include \(name)"))
  }
}
