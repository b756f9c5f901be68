import Capability
import ELF
import Foundation
import Testing

@testable import BoardTool

/// What capabilities confine compartments to, in images for the board that has them.
struct ConfinementTests {
  private static let system = """
    compartments:
      - name: low
        sources: [src/low.c]
        heap: 5000
        devices: [uart0]
        exports: ["int low_ask([in, size=48] const char *text)"]
        buffers: 64
      - name: high
        sources: [src/high.c]
        callers: 3
        exports: [int high_ask(int a)]
        imports: [low.low_ask]
    """

  private static let files = [
    "src/main.c": "int high_ask(int a);\nint main(void) { return high_ask(0); }\n",
    "src/low.c": """
    #include <string.h>
    #include <zephyr/kernel.h>
    int low_ask(const char *text) { k_msleep(1); return (int)strlen(text); }

    """,
    "src/high.c": """
    #include <string.h>
    int low_ask(const char *text);
    static char text[3000];
    int high_ask(int a) { memset(text, a, 48); return low_ask(text) + (int)strlen(text); }

    """,
    "system.yml": system, "prj.conf": "CONFIG_USERSPACE=y\n",
  ]

  private func builder(_ fixture: Fixture, _ changes: [String: String] = [:]) throws -> ImageBuilder
  {
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("sim_rv32_cheri", in: fixture.project),
      application: try fixture.application(Self.files.merging(changes) { $1 }))
    builder.buildFolder = (fixture.folder / "build").string
    return builder
  }

  /// Outside of compartments nothing would confine it.
  @Test func a_thread_without_privileges_is_in_a_compartment() async throws {
    let fixture = try Fixture()
    func refusal(_ options: String) async throws -> Failure? {
      let main = """
        #include <zephyr/kernel.h>
        static void body(void *a, void *b, void *c) {}
        K_THREAD_DEFINE(one, 512, body, 0, 0, 0, 5, \(options), 0);
        int main(void) { return 0; }

        """
      return await failure {
        _ = try await builder(fixture, ["src/main.c": main]).build()
      }
    }
    #expect(try await refusal("0") == nil)
    #expect(try await refusal("K_USER")?.message.contains("main.c does not compile") == true)
  }

  /// No two of them meet, and a capability says each to the byte.
  @Test func blocks_are_exact_and_apart() async throws {
    let fixture = try Fixture()
    let image = try await builder(fixture).build()
    let confined = try ConfinedImage(ELFFile(image.elf.bytes()), of: ["low", "high"])
    let blocks = confined.compartments.flatMap { [$0.code, $0.memory] }
    #expect(blocks.count == 4)
    for (index, block) in blocks.enumerated() {
      var capability = CC64.almighty
      capability.address = block.given.first
      let bounded = capability.settingBounds(length: UInt32(block.given.size))
      #expect(bounded.isExact, "\(block)")
      #expect(block.padding >= 0 && block.asked > 0)
      for other in blocks[(index + 1)...] { #expect(!block.given.overlaps(other.given)) }
    }
    for device in image.model.devices.compactMap({ image.model.tree.regions(of: $0.node).first }) {
      for block in blocks {
        #expect(
          device.address > UInt64(block.given.last)
            || device.address + device.size <= UInt64(block.given.first))
      }
    }
    // Each has what it calls of the library: these are two of strlen.
    #expect(confined.copiedCode > 0)
    #expect(confined.compartments[1].imports.contains("low_ask"))
    #expect(confined.compartments[0].imports.contains("k_sleep"))
    #expect(confined.compartments[1].stacks.count == 3)
  }

  /// Each thread's range is exact, and has of the stacks that are not its own only those that all reach.
  @Test(arguments: [
    ("", "callers: 1", ["high_caller_0"], []),
    ("", "callers: 2", [], ["high_caller_0", "high_caller_1"]),
    ("", "callers: 3", ["high_caller_2"], ["high_caller_0", "high_caller_1"]),
    (one, "callers: 1", [], ["high_caller_0", "one"]),
    (
      one + "K_THREAD_STACK_DEFINE(more, 512); void *in_use = more;", "callers: 1", ["more"],
      ["high_caller_0", "one"]
    ),
    (one, "callers: 2", ["high_caller_1"], ["high_caller_0", "one"]),
    (
      one, "threads: [{name: two, entry: body, stack: 256, priority: 5}]", ["high_caller_0"],
      ["one", "two"]
    ),
    (
      one + "K_THREAD_DEFINE(more, 256, body, 0, 0, 0, 5, K_USER, 0);",
      "threads: [{name: two, entry: body, stack: 256, priority: 5}]", ["high_caller_0", "more"],
      ["one", "two"]
    ),
    (
      "K_THREAD_STACK_ARRAY_DEFINE(some, 2, 256); void *in_use = some;", "callers: 1", ["some"],
      ["high_caller_0"]
    ),
  ])
  func two_stacks_are_kept_from_other_threads(
    _ source: String, _ line: String, _ shared: [String], _ own: [String]
  ) async throws {
    let fixture = try Fixture()
    let builder = try builder(
      fixture,
      [
        "src/high.c": "#include <zephyr/kernel.h>\n" + source + "\n"
          + (Self.files["src/high.c"] ?? ""),
        "system.yml": Self.system.replacingOccurrences(of: "callers: 3", with: line),
      ])
    let image = try await builder.build()
    let high = try ConfinedImage(ELFFile(image.elf.bytes()), of: ["low", "high"]).compartments[1]
    #expect(high.sharedStacks.map(\.name).sorted() == shared)
    #expect(high.privateStacks.map(\.name).sorted() == own)
    for stack in high.stacks {
      let reach = high.reach(from: stack)
      var capability = CC64.almighty
      capability.address = reach.first
      #expect(capability.settingBounds(length: UInt32(reach.size)).isExact)
      for other in high.stacks {
        let isReached = other == stack || high.sharedStacks.contains(other)
        #expect(reach.contains(other.address) == isReached, "\(other.name) from \(stack.name)")
        #expect(reach.contains(other.address + UInt32(other.size) - 1) == isReached)
      }
    }
    let build = try #require(try CompartmentBuild(image.application, image.model))
    let says = try build.warnings(of: image.elf)
    #expect(says.isEmpty == (shared.isEmpty || own.isEmpty))
    for name in shared where !own.isEmpty { #expect(says.first?.contains(name) == true) }
  }

  private static let one =
    "void body(void *a, void *b, void *c) {}\nK_THREAD_DEFINE(one, 512, body, 0, 0, 0, 5, K_USER, 0);\n"

  @Test func what_they_reach_is_explained() async throws {
    let fixture = try Fixture()
    let found = try #require(try await ConfinementExplanation(building: builder(fixture)))
    let lines = found.text.split(separator: "\n").map(String.init)
    #expect(lines.first?.contains("capabilities, one for the code") == true)
    #expect(lines.contains { $0.hasPrefix("  uart0 ") && $0.hasSuffix("256     256       0") })
    let buffer = "  low.low_ask, text: copied, if 64 bytes are enough for all copies of the call: "
    #expect(lines.contains { $0.hasPrefix(buffer) })
    #expect(lines.contains { $0.hasPrefix("  may ask for: bulkhead_end_self, low_ask") })
  }

  @Test(arguments: [
    (
      ["system.yml": system + "\n    partitions: [shared]\n"],
      "high shares partitions, and capabilities give each compartment one range of memory"
    ),
    (
      [
        "src/main.c": "int helper(void) { return 1; }\nint main(void) { return helper(); }\n",
        "src/high.c": "int helper(void);\nint high_ask(int a) { return helper(); }\n",
      ], "high uses helper, which belongs to no compartment"
    ),
    (
      [
        "src/high.c": """
        #include <zephyr/kernel.h>
        struct k_work work;
        int high_ask(int a) { return k_work_submit(&work); }

        """
      ], "k_work_submit_to_queue, which needs privileges"
    ),
    (
      [
        "src/high.c": """
        #include <bulkhead/user_mode.h>
        int high_ask(int a) { k_object_access_all_grant(&a); return a; }

        """
      ], "k_object_access_all_grant, which"
    ),
  ])
  func what_is_not_its_own_is_refused(_ changes: [String: String], _ message: String) async throws {
    let fixture = try Fixture()
    let builder = try builder(fixture, changes)
    let found = await failure { _ = try await builder.build() }
    #expect(found?.message.contains(message) == true, "\(found?.message ?? "it builds")")
    #expect(found?.location?.file.hasSuffix("system.yml") == true)
  }
}
