import Foundation
import TestSupport
import Testing

@testable import BoardTool

/// An application with thousands of init entries in random order, each of which looks whether what it
/// depends on is up: the build orders them in time, and they come up in that order.
@Suite(.serialized) struct InitLinkSoak {
  private static let count = Soak.count(sample: 1000, soak: 10_000)

  /// Each depends on up to three with a lower number, which the macros name in no order at all.
  private static func source(_ count: Int) -> String {
    var dice = Dice(seed: Soak.seed)
    let levels = ["EARLY", "PRE_KERNEL_1", "PRE_KERNEL_2", "POST_KERNEL", "APPLICATION"]
    var entries = (0..<count).map { number in
      let others = (0..<Int.random(in: 0...3, using: &dice)).compactMap { _ in
        number == 0 ? nil : Int.random(in: max(0, number - 50)..<number, using: &dice)
      }
      let checks = others.map { "is_up[\($0)] && " }.joined()
      let names = others.map { ", entry_\($0)" }.joined()
      return """
        static int entry_\(number)(void) { return (is_up[\(number)] = \(checks)true) ? 0 : -EIO; }
        SYS_INIT(entry_\(number), \(levels[number * levels.count / count]), \
        \(Int.random(in: 0..<100, using: &dice)));
        \(names.isEmpty ? "" : "SYS_INIT_DEPENDS(entry_\(number)\(names));")

        """
    }
    entries.shuffle(using: &dice)
    return """
      #include <zephyr/init.h>
      #include <zephyr/kernel.h>

      static bool is_up[\(count)];

      \(entries.joined())
      int main(void)
      {
      \tint count = 0;

      \tfor (int i = 0; i < \(count); i++) {
      \t\tcount += is_up[i];
      \t}
      \tprintk("%d are up\\n", count);
      \treturn 0;
      }

      """
  }

  /// Processor time of this process and of those that it waited for, in seconds.
  private static func processorTime() -> Double {
    [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
      var usage = rusage()
      getrusage(who.rawValue, &usage)
      let times = [usage.ru_utime, usage.ru_stime]
      return sum + times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
  }

  @Test func entries_come_up_behind_what_they_depend_on() async throws {
    let fixture = try Fixture()
    let folder = fixture.folder / "application"
    try fixture.file("application/src/main.c", Self.source(Self.count))
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("qemu_virt_rv32", in: fixture.project),
      application: try Application(folder: folder.string, in: fixture.project))
    builder.buildFolder = (fixture.folder / "build").string
    let result = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    #expect(result.lines.last == "\(Self.count) are up")
    #expect(result.end == .exited(0))

    // Once more without what the order is made for: the compilation of the application.
    let generated = fixture.folder / "build/generated"
    for file in [result.image.elf, generated / "init-image.c"] { try file.remove() }
    let before = Self.processorTime()
    _ = try await builder.build()
    let seconds = Self.processorTime() - before
    Soak.say("\(Self.count) entries are read, ordered and linked in \(seconds) s of processor time")
    // In a soak nothing else runs in this process.
    if Soak.isOn { #expect(seconds <= 2) }
  }

  @Test func more_entries_than_the_plan_can_number_are_refused() async throws {
    let model = try await Fixture().model("qemu_virt_rv32")
    let own = try InitPlan(model, InitNotes([])).table.count
    let notes = (0...0xffff - own).map { "entry;;e\($0);1;/x/main.c;EARLY;0;f;NULL;NULL" }
    let found = await failure { _ = try InitPlan(model, InitNotes(notes)) }
    #expect(found?.message == "the image has 65536 init entries; there may be 65535")
  }
}
