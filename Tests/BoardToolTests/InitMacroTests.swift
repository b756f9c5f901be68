import Testing

@testable import BoardTool

/// What the macros of <zephyr/init.h> and <zephyr/device.h> take: names made by macros, functions.
struct InitMacroTests {
  private func image(_ source: String, _ fixture: Fixture) async throws -> Image {
    let head = "#include <zephyr/device.h>\n#include <zephyr/init.h>\n#include <zephyr/kernel.h>\n"
    return try await fixture.builder(head + source + "int main(void) { return 0; }\n", "host", "")
      .build()
  }

  @Test func drivers_with_instances_make_names_by_macros() async throws {
    let fixture = try Fixture()
    let image = try await image(
      """
      static int up(void) { return 0; }
      static int device_up(const struct device *device) { return device == NULL; }
      struct lamp_api { int (*light)(const struct device *lamp); };
      static const struct lamp_api lamp;
      extern const struct lamp_api lamp_answers;
      #define NAME(n) _CONCAT(drv_, n)
      #define DEVICE(n) _CONCAT(lamp_, n)
      #define ANSWERS lamp_answers
      #define POLICY REQUIRED
      #define LIMIT 50
      SYS_INIT_NAMED(NAME(0), up, APPLICATION, 2);
      SYS_INIT_NAMED_SHUTDOWN(NAME(1), up, up, APPLICATION, 1);
      DEVICE_DEFINE_SHUTDOWN(DEVICE(0), "lamp", device_up, device_up, NULL, NULL, NULL, APPLICATION,
                             0, &lamp);
      DEVICE_ANSWERS(DEVICE(0), ANSWERS);
      SYS_INIT_DEPENDS(NAME(1), NAME(0));
      SYS_INIT_DEPENDS(DEVICE(0), NAME(0), NAME(1));
      SYS_INIT_POLICY(NAME(1), POLICY);
      SYS_INIT_DEADLINE(DEVICE(0), LIMIT);
      const struct device *chosen(void) { return DEVICE_GET(DEVICE(0)); }

      """, fixture)
    let steps = image.plan.table.suffix(3)
    #expect(steps.map(\.name) == ["drv_0", "drv_1", "lamp_0"])
    #expect(steps.map(\.dependencies.count) == [0, 1, 2])
    #expect(steps.map(\.policy) == [.optional, .required, .optional])
    #expect(steps.last?.deadline == 50)
    #expect(steps.last?.answers == "lamp_answers")
    // What the report calls them is what --inject knows them by.
    let texts = String(decoding: try image.elf.bytes(), as: UTF8.self)
    for name in steps.map(\.name) { #expect(texts.contains("\0\(name)\0")) }
    let copy = fixture.folder / "copy.elf"
    _ = try image.copied(to: copy, with: [], isBootOnly: false)
  }

  /// What the compiler says of an entry.
  private func complaints(_ entry: String) async throws -> String {
    let fixture = try Fixture()
    let model = try await fixture.model("host")
    try fixture.file(
      "include/zephyr/devicetree_generated.h", try DevicetreeHeader(model: model).text())
    let source = try fixture.file(
      "main.c",
      """
      #include <zephyr/init.h>
      int nothing(void) { return 0; }
      int modern(const struct device *device) { return device != NULL; }
      int old(struct device *device) { return device != NULL; }
      int unspecified() { return 0; }
      void silent(void) {}
      int needy(int a, int b) { return a + b; }
      long wide(void) { return 0; }
      \(entry)

      """)
    return try await Tool.run(
      Toolchain().clang,
      [
        "-std=gnu11", "-fsyntax-only", "-Wall", "-Werror", "-I",
        (fixture.folder / "include").string, "-I", fixture.project.include.string, "-I",
        (fixture.project.include / "host").string, source.string,
      ]
    ).errors
  }

  @Test(arguments: [
    "SYS_INIT(nothing, APPLICATION, 0);",
    "SYS_INIT_SHUTDOWN(modern, old, APPLICATION, 0);",
    "SYS_INIT_SHUTDOWN(unspecified, 0, APPLICATION, 0);",
    "DEVICE_DEFINE(first, \"first\", modern, NULL, NULL, NULL, APPLICATION, 0, NULL);",
    "DEVICE_DEFINE_SHUTDOWN(first, \"first\", old, modern, NULL, NULL, NULL, APPLICATION, 0, NULL);",
    "DEVICE_DEFINE(first, \"first\", NULL, NULL, NULL, NULL, APPLICATION, 0, NULL);",
  ])
  func a_function_that_fits_is_taken(_ entry: String) async throws {
    #expect(try await complaints(entry) == "")
  }

  @Test(arguments: [
    "SYS_INIT(silent, APPLICATION, 0);", "SYS_INIT(needy, APPLICATION, 0);",
    "SYS_INIT(wide, APPLICATION, 0);", "SYS_INIT_SHUTDOWN(nothing, silent, APPLICATION, 0);",
    "DEVICE_DEFINE(first, \"first\", nothing, NULL, NULL, NULL, APPLICATION, 0, NULL);",
    "DEVICE_DEFINE_SHUTDOWN(first, \"first\", modern, needy, NULL, NULL, NULL, APPLICATION, 0, NULL);",
    "DEVICE_DT_DEFINE(DT_PATH(clock), silent, NULL, NULL, NULL, APPLICATION, 0, NULL);",
  ])
  func a_function_of_another_type_is_refused(_ entry: String) async throws {
    let text = try await complaints(entry)
    #expect(text.contains("main.c:9:1: error: static assertion failed"), "\(text)")
    #expect(text.contains("function is int (*)("), "\(text)")
  }
}
