import Foundation
import KernelCore

@testable import BoardTool

/// An image that loads plans of PMSAv7 into the MPU, one after the other, and tries each byte around their edges
/// as code without privileges would.
///
/// LDRBT and STRBT are checked like accesses of such code, also in code with privileges (Armv7-M ARM, ARM DDI
/// 0403E, A4.6.2), so only what is refused costs an exception. To execute, privileges are given up at an
/// instruction that is undefined, wherever it is: either it is fetched, or it is not.
struct RegionProbe {
  /// What a run found.
  struct Result {
    /// Bytes around edges, and how many reads and writes of them were refused.
    var tried: Int
    var refused: Int
    /// Edges around which something differs from what was expected; faults that are no refusal.
    var mistakes: Int
    var others: Int
    var lines: [String]
  }

  /// RAM of qemu_mps2_an385 that the image does not use, for plans.
  static let arena = AddressRange(0x2020_0000, through: 0x203f_ffff)
  /// For plans; region 0 is the image's stack, on which the processor stores registers without privileges.
  static let entries = 1..<8

  /// How many plans, and what each has: its entries, how many edges, and for each its address and a bit for
  /// each byte around it, from 4 before it on, that may be read; 8 above that written; 16 above that executed,
  /// of even addresses.
  private var words: [UInt32] = [0]

  /// `mayReach` says what a byte is to allow.
  mutating func add(
    _ entries: [PMSAv7.Region], edges: Set<UInt32>, _ mayReach: (UInt32) -> Access
  ) {
    words[0] += 1
    for entry in entries { words += [entry.rbar, entry.rasr] }
    // Of a region's eighths some may be outside.
    let edges = edges.filter(Self.arena.contains).sorted()
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
    let builder = try fixture.builder(Self.source(file), "qemu_mps2_an385", "")
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

    #define ARENA \(arena.first)u
    #define ARENA_SIZE \(arena.size)
    #define REGIONS \(entries.count)
    #define SCB(offset) (*(volatile uint32_t *)(0xe000ed00 + (offset)))
    #define VTOR SCB(0x08)
    #define SHCSR SCB(0x24)
    #define MPU_CTRL SCB(0x94)
    #define MPU_RBAR SCB(0x9c)
    #define MPU_RASR SCB(0xa0)

    /* 1; 0 if the MPU refuses it, 2 if something else does. */
    __attribute__((naked, noinline)) static uint32_t reads(uint32_t address)
    {
    \t__asm__ volatile("ldrbt r1, [r0]\\n\\tmovs r0, #1\\n\\tbx lr");
    }
    /* Half of an instruction that is undefined, whatever the other half is: see below. */
    __attribute__((naked, noinline)) static uint32_t writes(uint32_t address)
    {
    \t__asm__ volatile("movs r1, #0xde\\n\\tstrbt r1, [r0]\\n\\tmovs r0, #1\\n\\tbx lr");
    }
    __attribute__((naked, noinline)) static uint32_t executes(uint32_t address)
    {
    \t__asm__ volatile("udf #0");
    }

    /* The function above returns r1, with privileges. In: r0 the frame that the processor stored. */
    #define RETURN \\
    \t"str r1, [r0]\\n\\t" \\
    \t"ldr r1, [r0, #20]\\n\\tbic r1, #1\\n\\tstr r1, [r0, #24]\\n\\t" \\
    \t"mrs r1, control\\n\\tbic r1, #1\\n\\tmsr control, r1\\n\\tbx lr\\n\\t"
    /* Clears CFSR, of which r2 has what it was; r3 = MMFAR. */
    #define TAKE_CAUSE \\
    \t"mrs r0, psp\\n\\tldr r1, =0xe000ed28\\n\\tldr r2, [r1]\\n\\tstr r2, [r1]\\n\\tldr r3, [r1, #12]\\n\\t"

    /* MemManage. A refusal is DACCVIOL, or IACCVIOL, at the address asked about (B3.2.15, B3.2.18). */
    __attribute__((naked)) static void refuse(void)
    {
    \t__asm__ volatile(TAKE_CAUSE
    \t\t\t "ldr r1, [r0]\\n\\t"
    \t\t\t "cmp r2, #0x01\\n\\titt eq\\n\\tldreq r3, [r0, #24]\\n\\tmoveq r2, #0x82\\n\\t"
    \t\t\t "cmp r2, #0x82\\n\\tit eq\\n\\tcmpeq r3, r1\\n\\t"
    \t\t\t "ite eq\\n\\tmoveq r1, #0\\n\\tmovne r1, #2\\n\\t" RETURN);
    }

    /* UsageFault: of `executes`, which goes on without privileges at the address; or of what is there. */
    __attribute__((naked)) static void enter(void)
    {
    \t__asm__ volatile(TAKE_CAUSE
    \t\t\t "mrs r1, control\\n\\tlsls r2, r1, #31\\n\\tbne 1f\\n\\t"
    \t\t\t "orr r1, #1\\n\\tmsr control, r1\\n\\tldr r1, [r0]\\n\\tstr r1, [r0, #24]\\n\\tbx lr\\n"
    \t\t\t "1:\\tmovs r1, #1\\n\\t" RETURN);
    }

    /* The image's, but for these two. */
    static uint32_t vectors[64] __attribute__((aligned(256)));

    int main(void)
    {
    \tuint32_t counts[3] = {0, 0, 0};
    \tuint32_t tried = 0, mistakes = 0;
    \tconst uint32_t *word = plans;

    \tmemcpy(vectors, (const void *)VTOR, sizeof(vectors));
    \tvectors[4] = (uint32_t)refuse | 1;
    \tvectors[6] = (uint32_t)enter | 1;
    \tVTOR = (uint32_t)vectors;
    \tSHCSR |= 1u << 18 | 1u << 16;
    \tmemset((void *)ARENA, 0xde, ARENA_SIZE);
    \t/* 64 KiB of RAM to read and write. */
    \tMPU_RBAR = 0x20000000 | 1u << 4;
    \tMPU_RASR = 1u << 28 | 3u << 24 | 0x0bu << 16 | 15u << 1 | 1u;
    \tfor (uint32_t plan = 0, count = *word++; plan < count; plan++) {
    \t\tMPU_CTRL = 0;
    \t\tfor (int region = 0; region < REGIONS; region++) {
    \t\t\tMPU_RBAR = *word++;
    \t\t\tMPU_RASR = *word++;
    \t\t}
    \t\tMPU_CTRL = 5;
    \t\t__asm__ volatile("dsb\\n\\tisb" ::: "memory");
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
    \t\t\tif (seen != expected && mistakes++ < 10) {
    \t\t\t\tprintk("plan %u, edge %08x: %06x instead of %06x\\n", plan, edge, seen, expected);
    \t\t\t}
    \t\t}
    \t}
    \tprintk("tried %u refused %u mistakes %u others %u\\n", tried, counts[0], mistakes, counts[2]);
    \treturn 0;
    }

    """
  }
}
