import Foundation
import KernelCore

@testable import BoardTool

/// An image that loads plans into a board's memory protection, one after the other, and tries each byte around
/// their edges as code without privileges would.
///
/// How a processor lets code with privileges do so is its `ProbedBackend`'s affair; only what is refused costs an
/// exception.
struct RegionProbe<Backend: ProbedBackend> {
  /// What a run found.
  struct Result {
    /// Bytes around edges, and how many reads and writes of them were refused.
    var tried: Int
    var refused: Int
    /// Edges around which something differs from what was expected; faults that are no refusal.
    var mistakes: Int
    var others: Int
    var lines: [String]

    /// The plans with mistakes, of the first twenty.
    var wrongPlans: Set<Int> {
      Set(lines.compactMap { $0.prefixMatch(of: /plan (\d+),/).flatMap { Int($0.1) } })
    }
  }

  /// How many plans, and what each has: its words, how many edges, and for each its address and a bit for
  /// each byte around it, from 4 before it on, that may be read; 8 above that written; 16 above that executed,
  /// of even addresses.
  private var words: [UInt32] = [0]

  /// `mayReach` says what a byte is to allow.
  mutating func add(
    _ entries: [Backend.Entry], edges: Set<UInt32>, _ mayReach: (UInt32) -> Access
  ) {
    words[0] += 1
    words += Backend.words(of: entries)
    // Of what entries cover some may be outside.
    let edges = edges.filter(Backend.arena.contains).sorted()
    words.append(UInt32(edges.count))
    for edge in edges {
      var expected: UInt32 = 0
      for place: UInt32 in 0..<8 {
        let access = mayReach(edge &- 4 &+ place)
        if access.contains(.read) { expected |= 1 << place }
        if access.contains(.write) { expected |= 0x100 << place }
        if access.contains(.execute), place % 2 == 0 { expected |= 0x1_0000 << place }
      }
      words += [edge, expected]
    }
  }

  func run(in fixture: Fixture, name: String = "plans") async throws -> Result {
    let file = fixture.folder / "\(name).bin"
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: file.string))
    let builder = try fixture.builder(Self.source(file), Backend.board, "")
    let run = try await CapturedRun(builder: builder, limit: 240, echoes: false).run()
    let numbers = run.lines.compactMap {
      $0.wholeMatch(of: /tried (\d+) refused (\d+) mistakes (\d+) others (\d+)/)
    }.first
    guard let numbers, let tried = Int(numbers.1), let refused = Int(numbers.2),
      let mistakes = Int(numbers.3), let others = Int(numbers.4)
    else { throw Failure("the image did not end: \(run.lines.suffix(5))") }
    return Result(
      tried: tried, refused: refused, mistakes: mistakes, others: others, lines: run.lines)
  }

  private static func source(_ plans: Path) -> String {
    """
    #include <string.h>
    #include <zephyr/kernel.h>

    __asm__(".pushsection .rodata.plans, \\"a\\"\\n.balign 4\\nplans: .incbin \\"\(plans)\\"\\n.popsection");
    extern const uint32_t plans[];

    #define ARENA \(Backend.arena.first)u
    #define ARENA_SIZE \(Backend.arena.size)
    #define ENTRIES \(Backend.numbers.count)

    /* Of a byte, or an instruction: 1; 0 if the protection refuses it, 2 if something else does. */
    static uint32_t reads(uint32_t address);
    static uint32_t writes(uint32_t address);
    static uint32_t executes(uint32_t address);

    \(Backend.source)
    int main(void)
    {
    \tuint32_t counts[3] = {0, 0, 0};
    \tuint32_t tried = 0, mistakes = 0, wrong = 0;
    \tconst uint32_t *word = plans;

    \tmemset((void *)ARENA, FILL, ARENA_SIZE);
    \tprepare();
    \tfor (uint32_t plan = 0, count = *word++; plan < count; plan++) {
    \t\tbool is_wrong = false;

    \t\tword = load(word);
    \t\tfor (uint32_t edges = *word++; edges > 0; edges--) {
    \t\t\tuint32_t edge = *word++, expected = *word++, seen = 0;

    \t\t\tfor (uint32_t place = 0; place < 8; place++) {
    \t\t\t\tuint32_t may_read = reads(edge - 4 + place), may_write = writes(edge - 4 + place);

    \t\t\t\tseen |= (may_read & 1) << place | (may_write & 1) << (8 + place);
    \t\t\t\tcounts[may_read]++;
    \t\t\t\tcounts[may_write]++;
    \t\t\t\tif (place % 2 == 0) {
    \t\t\t\t\tuint32_t may_execute = executes(edge - 4 + place);

    \t\t\t\t\tseen |= (may_execute & 1) << (16 + place);
    \t\t\t\t\tcounts[may_execute]++;
    \t\t\t\t}
    \t\t\t}
    \t\t\ttried += 8;
    \t\t\tmistakes += seen != expected;
    \t\t\tif (seen != expected && !is_wrong && wrong++ < 20) {
    \t\t\t\tis_wrong = true;
    \t\t\t\tprintk("plan %u, edge %08x: %06x instead of %06x\\n", plan, edge, seen, expected);
    \t\t\t}
    \t\t}
    \t}
    \tfinish();
    \tprintk("tried %u refused %u mistakes %u others %u\\n", tried, counts[0], mistakes, counts[2]);
    \treturn 0;
    }

    """
  }
}
