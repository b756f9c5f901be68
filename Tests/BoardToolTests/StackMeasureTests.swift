import Foundation
import Testing

@testable import BoardTool

/// What images really take of the main thread's stack, beside what is computed of it.
///
/// The images are the samples with a probe: an init entry behind all others, and a thread, that
/// look how much of the painted stack was never touched.
@Suite(.serialized)
struct StackMeasureTests {
  private static let probe = """
    #include <bulkhead/console.h>
    #include <zephyr/init.h>
    #include <zephyr/kernel.h>

    static k_tid_t main_thread;
    static size_t after_init;

    static size_t used(k_tid_t thread)
    {
    \tsize_t unused = 0;

    \tk_thread_stack_space_get(thread, &unused);
    \treturn thread->stack_size - unused;
    }

    static int note(void)
    {
    \tmain_thread = k_current_get();
    \tafter_init = used(main_thread);
    \treturn 0;
    }
    SYS_INIT(note, APPLICATION, 999);

    static void report(void *a, void *b, void *c)
    {
    \tk_msleep(150);
    \tprintk("\\nmeasured %zu %zu\\n", after_init, used(main_thread));
    \tbulkhead_exit(0);
    }
    K_THREAD_DEFINE(reporter, 1536, report, NULL, NULL, NULL, K_PRIO_COOP(1), 0, 0);

    """

  /// An entry that takes much more than all others: what is measured is its doing.
  private static let deepEntry = """
    static int deep(void)
    {
    \tvolatile char room[1200];

    \tfor (size_t i = 0; i < sizeof(room); i++) {
    \t\troom[i] = 1;
    \t}
    \treturn room[7] - 1;
    }
    SYS_INIT(deep, POST_KERNEL, 5);

    """

  private struct Measured {
    var afterInit: Int
    var atEnd: Int
    var image: Image
  }

  /// Builds the sample with the probe beside its sources, and runs it.
  private func measure(
    _ sample: String, _ board: String, _ fixture: Fixture, more: String = ""
  ) async throws -> Measured {
    let folder = fixture.folder / sample
    let origin = fixture.project.root / "samples" / sample
    try FileManager.default.copyItem(atPath: origin.string, toPath: folder.string)
    let settings = folder / "prj.conf"
    // The stack is larger than usual, so that an overflow would be measured and not lost.
    try settings.write(
      (settings.exists ? try settings.text() : "")
        + "CONFIG_INIT_STACKS=y\nCONFIG_THREAD_STACK_INFO=y\nCONFIG_MAIN_STACK_SIZE=4096\n"
        + (board == "qemu_mps2_an386" ? "CONFIG_FPU=y\n" : ""))
    try (folder / "src/probe.c").write(Self.probe + more)
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named(board, in: fixture.project),
      application: try Application(folder: folder.string, in: fixture.project))
    builder.buildFolder = (fixture.folder / "build").string
    let result = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    let line = try #require(
      result.lines.compactMap { $0.wholeMatch(of: /measured (\d+) (\d+)/) }.first,
      "\(result.lines.suffix(3))")
    return Measured(
      afterInit: try #require(Int(line.1)), atEnd: try #require(Int(line.2)), image: result.image)
  }

  private struct Computed {
    /// Of the main thread until it calls `main`, and altogether.
    var untilMain: Int
    var all: Int
    /// What an interrupt takes of both.
    var exception: Int
  }

  /// The main thread's depth: from its first instruction through the entries to `main`.
  private func compute(_ image: Image) async throws -> Computed {
    let file = try ELFFile(image.elf.bytes())
    let table = FunctionTable(file)
    func symbol(_ part: String, _ end: String = "") throws -> String {
      try #require(table.names.first { $0.contains(part) && $0.hasSuffix(end) }, "\(part)")
    }
    let start = try #require(table.named(symbol("16createMainThread", "To")).first)
    let banner = try #require(table.named("bulkhead_print_banner").first)
    let pointer = try #require(file.symbols.first { $0.name == "bulkhead_init_step" })
    let step = try #require(
      file.constantWord(at: pointer.address, ram: image.model.ram?.range))
    let analysis = try await StackAnalysis(
      of: image,
      callees: [
        "bulkhead_thread_main": [start.range.lowerBound],
        // One instruction calls both, with the register that two ways have filled.
        symbol("10bringUpAll"): [step, banner.range.lowerBound],
        "bulkhead_bring_up_next": InitTable.functions(of: image).compactMap(\.up),
      ])
    let exception = try analysis.exceptionBytes(of: image.model)
    let all = try analysis.depth(of: "bulkhead_thread_main")
    #expect(all.problems.isEmpty, "\(all.problems)")
    // The functions that lead to the entries, and beside the call of main the deepest of theirs.
    var above = 0
    var deepest = 0
    let way = try [
      "bulkhead_thread_main", start.name, symbol("16createMainThread", "U_"),
      symbol("13runMainThread"), "bulkhead_call_main",
    ]
    for name in way.dropLast() {
      let frame = try #require(analysis.frame(of: name))
      for call in frame.calls {
        guard case .function(let address) = call.callee,
          !way.contains(table.name(of: address))
        else { continue }
        deepest = max(deepest, above + call.depth + (try analysis.depth(at: address).bytes))
      }
      above += frame.bytes
    }
    return Computed(
      untilMain: max(deepest, above) + exception, all: all.bytes + exception,
      exception: exception)
  }

  private static let samples = [
    "qemu_mps2_an386": [
      "blinky", "hello", "hello_swift", "philosophers", "producer_consumer_swift", "watchdog",
    ],
    "qemu_mps2_an505": [
      "blinky", "hello", "hello_swift", "philosophers", "producer_consumer_swift", "watchdog",
    ],
    // Without a lamp and a watchdog.
    "qemu_virt_rv32": ["hello", "hello_swift", "philosophers", "producer_consumer_swift"],
  ]

  @Test func every_sample_is_measured() throws {
    let all = try Fixture().project.root / "samples"
    // One hands over to another image and takes the stack with it, before anybody could look.
    let measured = all.entries.map(\.name).filter { $0 != "boot_to_app" }
    #expect(Self.samples["qemu_mps2_an386"] == measured)
  }

  @Test(
    arguments: samples.flatMap { board, names in names.map { (board, $0) } }.sorted { $0 < $1 })
  func no_sample_takes_more_than_is_computed(_ board: String, _ sample: String) async throws {
    let fixture = try Fixture()
    let measured = try await measure(sample, board, fixture)
    let computed = try await compute(measured.image)
    #expect(0 < measured.afterInit && measured.afterInit <= computed.untilMain)
    #expect(measured.afterInit <= measured.atEnd && measured.atEnd <= computed.all)
  }

  @Test(arguments: samples.keys.sorted())
  func a_deep_entry_is_computed_as_deep_as_it_is(_ board: String) async throws {
    let fixture = try Fixture()
    let measured = try await measure("hello", board, fixture, more: Self.deepEntry)
    let computed = try await compute(measured.image)
    #expect(1200 < measured.afterInit && measured.afterInit <= computed.untilMain)
    // No interrupt comes while the entry is at its deepest; unwritten words do not count.
    #expect(computed.untilMain - computed.exception - measured.afterInit <= 32)
  }
}
