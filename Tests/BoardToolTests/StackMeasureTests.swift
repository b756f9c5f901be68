import Foundation
import TestSupport
import Testing

@testable import BoardTool

/// What images really take of the main thread's stack.
///
/// The images are the samples with a probe: an init entry behind all others, and a thread, that
/// look how much of the painted stack was never touched.
private struct Measurement {
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

  /// Bytes.
  var afterInit: Int
  var atEnd: Int
  var image: Image

  /// Builds the sample with the probe beside its sources, and runs it.
  init(
    _ sample: String, _ board: String, _ fixture: Fixture, more: String = "",
    settings wanted: String
  ) async throws {
    let folder = fixture.folder / sample
    let origin = fixture.project.root / "samples" / sample
    try FileManager.default.copyItem(atPath: origin.string, toPath: folder.string)
    let settings = folder / "prj.conf"
    try settings.write(
      (settings.exists ? try settings.text() : "")
        + "CONFIG_INIT_STACKS=y\nCONFIG_THREAD_STACK_INFO=y\n" + wanted)
    try (folder / "src/probe.c").write(Self.probe + more)
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named(board, in: fixture.project),
      application: try Application(folder: folder.string, in: fixture.project))
    builder.buildFolder = (fixture.folder / "build").string
    let result = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    let line = try #require(
      result.lines.compactMap { $0.wholeMatch(of: /measured (\d+) (\d+)/) }.first,
      "\(result.lines.suffix(3))")
    afterInit = try #require(Int(line.1))
    atEnd = try #require(Int(line.2))
    image = result.image
  }

  /// What is computed of the image, an interrupt included.
  func computed() async throws -> (untilMain: Int, all: Int, exception: Int) {
    let depth = try await MainThreadDepth(of: image.elf, image.model)
    #expect(depth.untilMain.problems.isEmpty && depth.all.problems.isEmpty)
    let exception = depth.exceptionBytes
    return (depth.untilMain.bytes + exception, depth.all.bytes + exception, exception)
  }

  /// Checks a sample on a board, with a stack that is larger than usual: so an overflow would be
  /// measured and not lost.
  static func check(_ sample: String, _ board: String) async throws {
    let fixture = try Fixture()
    let measured = try await Measurement(
      sample, board, fixture,
      settings: "CONFIG_MAIN_STACK_SIZE=3072\n"
        + (board == "qemu_mps2_an386" ? "CONFIG_FPU=y\n" : ""))
    let computed = try await measured.computed()
    #expect(
      0 < measured.afterInit && measured.afterInit <= computed.untilMain, "\(sample) on \(board)")
    #expect(
      measured.afterInit <= measured.atEnd && measured.atEnd <= computed.all,
      "\(sample) on \(board)")
  }

  /// The samples, with the aliases that they want of a board.
  static let samples: [String: [String]] = [
    "blinky": ["led0"], "hello": [], "hello_swift": [], "philosophers": [],
    "producer_consumer_swift": [], "watchdog": ["watchdog0"],
  ]

  /// All boards whose stacks are computed, with the samples that they can run.
  static func pairs(in project: Project) async throws -> [(board: String, sample: String)] {
    var pairs: [(String, String)] = []
    for board in try Board.all(in: project) {
      let tree = try await TestNeeds.devicetree(of: board, in: project)
      if try Processor.of(tree, in: project).exception == nil { continue }
      for (sample, aliases) in samples.sorted(by: { $0.key < $1.key })
      where TestNeeds(aliases: aliases).areMet(by: board, tree) {
        pairs.append((board.name, sample))
      }
    }
    return pairs
  }
}

/// What is measured is no more than what is computed: on three boards here, on all in the soak.
@Suite(.serialized)
struct StackMeasureTests {
  @Test func every_sample_is_measured() throws {
    let all = try Fixture().project.root / "samples"
    // One hands over to another image and takes the stack with it, before anybody could look. Of
    // compartments main has its stack in common with the calls that it makes.
    let measured = all.entries.map(\.name).filter { !["boot_to_app", "compartments"].contains($0) }
    #expect(Measurement.samples.keys.sorted() == measured)
  }

  @Test(arguments: ["qemu_mps2_an386", "qemu_mps2_an505", "qemu_virt_rv32"])
  func no_sample_takes_more_than_is_computed(_ board: String) async throws {
    let pairs = try await Measurement.pairs(in: Fixture().project).filter { $0.board == board }
    #expect(pairs.count >= 4)
    for (board, sample) in pairs { try await Measurement.check(sample, board) }
  }

  /// An entry that takes much more than all others, and more than main's stack: what is measured is
  /// its doing.
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

  @Test(arguments: ["qemu_mps2_an386", "qemu_mps2_an505", "qemu_virt_rv32"])
  func a_deep_entry_has_the_stack_that_it_needs(_ board: String) async throws {
    let fixture = try Fixture()
    let measured = try await Measurement(
      "hello", board, fixture, more: Self.deepEntry, settings: "CONFIG_MAIN_STACK_SIZE=1024\n")
    let computed = try await measured.computed()
    let stack = measured.image.mainStack
    #expect(stack.isGrown && stack.size == MainStack.aligned(computed.untilMain))
    #expect(1200 < measured.afterInit && measured.afterInit <= computed.untilMain)
    // No interrupt comes while the entry is at its deepest; unwritten words do not count.
    #expect(computed.untilMain - computed.exception - measured.afterInit <= 32)
  }
}

/// The same on every board.
struct StackMeasureSoak {
  @Test(.enabled(if: Soak.isOn))
  func no_sample_on_any_board_takes_more_than_is_computed() async throws {
    let pairs = try await Measurement.pairs(in: Fixture().project)
    for (board, sample) in pairs { try await Measurement.check(sample, board) }
    let boards = Set(pairs.map(\.board)).count
    Soak.say("the stacks of \(pairs.count) samples, on \(boards) boards")
  }
}
