import TestSupport
import Testing

@testable import BoardTool

/// Stack depths, read from code that the toolchain's own compiler makes of small sources.
struct StackDepthTests {
  enum Target: Sendable {
    case arm
    case riscv
    case x86

    var options: [String] {
      switch self {
      case .arm:
        [
          "--target=armv7em-none-eabi", "-mcpu=cortex-m4", "-mfloat-abi=softfp",
          "-mfpu=fpv4-sp-d16",
        ]
      case .riscv: ["--target=riscv32-none-elf", "-march=rv32imac", "-mabi=ilp32"]
      case .x86: ["--target=x86_64-unknown-none-elf"]
      }
    }
  }

  /// What the compiler may call beside what the sources call.
  private static let outside = [
    "outside", "memset", "memcpy", "__aeabi_memcpy", "__aeabi_memcpy4", "__aeabi_memclr",
    "__aeabi_memclr4", "__addsf3", "__mulsf3", "__divsf3",
  ]

  /// Compiles and links a source; what it calls and does not define is at 0x100000.
  private func link(
    _ source: String, _ target: Target, _ options: [String] = [], in fixture: Fixture,
    file: String = "code.s"
  ) async throws -> Path {
    let toolchain = try Toolchain()
    let path = try fixture.file(file, source)
    let object = fixture.folder / "code.o"
    let elf = fixture.folder / "code.elf"
    let compiled = try await Tool.run(
      toolchain.clang,
      target.options + ["-c", path.string, "-o", object.string] + options)
    #expect(compiled.errors == "")
    let script = try fixture.file(
      "code.ld",
      """
      SECTIONS {
        .text 0x10000 : { *(.text*) }
        .rodata : { *(.rodata*) }
        .data 0x80000 : { *(.data*) }
      }
      """)
    let linked = try await Tool.run(
      toolchain.linker,
      ["--entry=0", "-T", script.string, object.string, "-o", elf.string]
        + Self.outside.map { "--defsym=\($0)=0x100000" })
    #expect(linked.errors == "")
    return elf
  }

  private func analysis(
    _ source: String, _ target: Target, _ fixture: Fixture, callees: [String: [Callee]] = [:]
  ) async throws -> StackAnalysis {
    try await StackAnalysis(
      of: link(source, target, in: fixture), ram: nil,
      bounds: Self.bounds, callees: callees)
  }

  private static let bounds = StackBounds(indirectCall: 1000, recursion: 300)

  /// A C source whose frames the compiler itself reports beside the object.
  private static let frames = """
    typedef struct { int words[64]; } big;
    int outside(volatile void *p);
    int outside_big(big b);
    int outside_many(int, int, int, int, int, int, int, int, int, int);
    #define outside_big ((int (*)(big))outside)
    #define outside_many ((int (*)(int, int, int, int, int, int, int, int, int, int))outside)
    int small(int a) { volatile int x = a; return x; }
    int array(int n) { char a[200]; outside(a); return a[n]; }
    int large(int n) { char a[9000]; outside(a); return a[n]; }
    int pass(int n) { big b = {{0}}; b.words[n] = 1; return outside_big(b) + 1; }
    int table(int n, int m) {
      switch (n) {
      case 0: return small(m);
      case 1: { char a[40]; outside(a); return a[m]; }
      case 2: return array(m) * 3;
      case 3: return large(m) + 7;
      case 4: return outside(0);
      case 5: return small(m) * m;
      case 6: return m * 5;
      case 7: return pass(m) + 3;
      }
      return 0;
    }
    int early(int n) { if (n < 3) return n; char a[60]; outside(a); return a[n]; }
    float fp(float a, float b, float c) {
      float d[8]; outside(d); outside(d + 1); return a * b * d[0] + a / c;
    }
    int loop(int n) {
      int s = 0;
      for (int i = 0; i < n; i++) { int v; outside(&v); s += v * small(i); }
      return s;
    }
    int aligned(int n) { _Alignas(64) char a[64]; outside(a); return a[n]; }
    int dynamic(int n) { char a[n]; outside(a); return a[0]; }

    """

  @Test(arguments: [Target.arm, .riscv], ["-O0", "-Os", "-O2", "-Oz"])
  func frames_are_what_the_compiler_says_they_are(_ target: Target, _ level: String) async throws {
    let fixture = try Fixture()
    let elf = try await link(
      Self.frames, target, [level, "-ffreestanding", "-fstack-usage", "-fno-inline"], in: fixture,
      file: "code.c")
    let analysis = try await StackAnalysis(of: elf, ram: nil, bounds: Self.bounds)
    let frames = try reportedFrames(fixture)
    // At -Oz there are also pieces that the compiler takes out of several functions.
    #expect(frames.count >= 10)
    for (name, reported) in frames {
      let frame = try #require(analysis.frame(of: name))
      switch name {
      case "dynamic":
        #expect(
          frame.problems.first?.reason
            == "the stack pointer moves by an amount that is not in the code")
      // The compiler does not count by how much it moves the stack pointer to align it.
      case "aligned": #expect(frame.bytes - reported == (target == .arm ? 60 : 48))
      default: #expect(frame.bytes == reported && frame.problems.isEmpty, "\(name)")
      }
    }
  }

  @Test func forms_of_arm() async throws {
    let found = try await frames(
      """
      .syntax unified
      .thumb
      function pushes: push {r4-r6, lr}; vpush {d8-d9}; vpop {d8-d9}; pop {r4-r6, pc}
      function stores: str lr, [sp, #-8]!; strd r4, r5, [sp, #-16]!; ldrd r4, r5, [sp], #16
        ldr pc, [sp], #8
      function multiple: stmdb sp!, {r4-r11, lr}; vstmdb sp!, {s16-s31}; vldmia sp!, {s16-s31}
        ldmia sp!, {r4-r11, pc}
      function literal: push {r4, lr}; ldr r12, 1f; sub sp, sp, r12; add sp, sp, r12; pop {r4, pc}
        .p2align 2
      1: .word 6000
      function halves: movw r12, #0x1000; movt r12, #1; sub sp, r12; add sp, r12; bx lr
      function base: push {r7, lr}; add r7, sp, #0; sub sp, #40; subs r4, r7, #0; mov sp, r4
        pop {r7, pc}
      function condition: cmp r0, #0; itt eq; pusheq {r4, lr}; popeq {r4, pc}; bx lr
      function returns: push {r4, lr}; sub sp, #8; cmp r0, #0; itt eq; addeq sp, #8
        popeq {r4, pc}; add sp, #8; pop {r4, pc}
      function tabled: push {r4, lr}; tbb [pc, r0]
      1: .byte 1, 2
        sub sp, #24; add sp, #24; pop {r4, pc}
      function ends: bl outside
        .word 0xb5ffb5ff
      """, .arm)
    #expect(
      found == [
        "pushes": 32, "stores": 24, "multiple": 100, "literal": 6008, "halves": 0x11000, "base": 48,
        "condition": 8, "returns": 16, "tabled": 32, "ends": 0,
      ])
  }

  @Test func forms_of_riscv() async throws {
    let found = try await frames(
      """
      function plain: addi sp, sp, -32; sw ra, 28(sp); addi sp, sp, 32; ret
      function large: addi sp, sp, -2032; lui a0, 2; addi a0, a0, -100; sub sp, sp, a0
        add sp, sp, a0; addi sp, sp, 2032; ret
      function shifted: li a1, 9; slli a1, a1, 9; sub sp, sp, a1; add sp, sp, a1; ret
      function base: addi sp, sp, -48; addi s0, sp, 48; addi sp, sp, -16; addi sp, s0, -48
        addi sp, sp, 48; ret
      function begin: addi sp, sp, -64; jr t0
      function finish: addi sp, sp, 64; ret
      function pieces: jal t0, begin; addi sp, sp, -16; addi sp, sp, 16; j finish
      function tabled: addi sp, sp, -16; jr a5
        addi sp, sp, -16; addi sp, sp, 32; ret
      function leaf_tabled: jr a5
        addi sp, sp, -80; addi sp, sp, 80; ret
      """, .riscv)
    #expect(
      found == [
        "plain": 32, "large": 2032 + 8092, "shifted": 4608, "base": 64, "begin": 64, "finish": 0,
        "pieces": 80,
        "tabled": 32, "leaf_tabled": 80,
      ])
  }

  @Test func forms_of_x86_64() async throws {
    let found = try await frames(
      """
      function pushes: pushq %rbx; pushq %r12; subq $0x108, %rsp; addq $0x108, %rsp; popq %r12
        popq %rbx; retq
      function base: pushq %rbp; movq %rsp, %rbp; subq $64, %rsp; leave; retq
      function offset: pushq %rbp; movq %rsp, %rbp; pushq %rbx; subq $40, %rsp
        leaq -8(%rbp), %rsp; popq %rbx; popq %rbp; retq
      function red_zone: movq %rdi, -0x48(%rsp); retq
      function aligned: pushq %rbp; movq %rsp, %rbp; andq $-64, %rsp; movq %rbp, %rsp; popq %rbp
        retq
      function leaps: pushq %rbx; callq outside; popq %rbx; jmpq *%rax
      """, .x86)
    #expect(
      found == [
        "pushes": 280, "base": 72, "offset": 56, "red_zone": 72, "aligned": 64, "leaps": 16,
      ])
  }

  /// The frames of functions in assembly: `function name: instruction; …`, each understood.
  private func frames(_ text: String, _ target: Target) async throws -> [String: Int] {
    let fixture = try Fixture()
    let names = text.matches(of: /function (\w+):/).map { String($0.1) }
    let analysis = try await analysis(Self.functions(text), target, fixture)
    var found: [String: Int] = [:]
    for name in names {
      let frame = try #require(analysis.frame(of: name))
      #expect(frame.exit == ["begin": 64, "finish": -64][name, default: 0], "\(name)")
      #expect(frame.problems.isEmpty, "\(name)")
      found[name] = frame.bytes
    }
    return found
  }

  /// `function name:` becomes what gives a symbol its type and size.
  private static func functions(_ text: String) -> String {
    let parts = text.split(separator: "function ", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: String(parts[0])) { all, part in
      let name = part.prefix { $0 != ":" }
      all += ".p2align 2\n.global \(name)\n.type \(name), %function\n\(part)\n"
      all += ".size \(name), . - \(name)\n"
    } + "\n"
  }

  // MARK: Ways

  private static let arm = ".syntax unified\n.thumb\n"

  @Test func a_call_counts_with_the_depth_that_it_has() async throws {
    let fixture = try Fixture()
    let analysis = try await analysis(
      Self.functions(
        Self.arm + """
          function low: push {r4, lr}; sub sp, #16; add sp, #16; pop {r4, pc}
          function high: sub sp, #200; add sp, #200; bx lr
          function root: push {r4, lr}; bl high; sub sp, #100; bl low; add sp, #100
            pop.w {r4, lr}; b.w high
          function either: push {r4, lr}; cmp r0, #0; pop.w {r4, lr}; beq.w root; b.w low

          """), .arm, fixture)
    let root = try analysis.depth(of: "root")
    #expect(root.bytes == 208)
    #expect(root.path == [.init(function: "root", bytes: 8), .init(function: "high", bytes: 200)])
    let either = try analysis.depth(of: "either")
    #expect(either.bytes == 208)
    #expect(either.path.map(\.function) == ["either", "root", "high"])
    #expect(either.path.map(\.bytes) == [0, 8, 200])
  }

  @Test func a_call_pushes_the_return_address_on_x86() async throws {
    let fixture = try Fixture()
    let analysis = try await analysis(
      Self.functions(
        """
        function low: subq $24, %rsp; addq $24, %rsp; retq
        function root: pushq %rbx; callq low; popq %rbx; jmp low

        """), .x86, fixture)
    let root = try analysis.depth(of: "root")
    #expect(root.path == [.init(function: "root", bytes: 16), .init(function: "low", bytes: 24)])
  }

  @Test func an_indirect_call_takes_what_is_declared_and_is_listed() async throws {
    let fixture = try Fixture()
    let source =
      Self.functions(
        Self.arm + """
          function known: sub sp, #48; add sp, #48; bx lr
          function through_table: push {r4, lr}; movw r0, :lower16:pointers
            movt r0, :upper16:pointers; ldr r1, [r0, #4]; blx r1; pop {r4, pc}
          function indirect: push {r4, lr}; blx r1; pop {r4, pc}
          function last: bx r1
          function absent: push {r4, lr}; bl outside; pop {r4, pc}

          """) + ".section .rodata\npointers: .word 0, known\n"
    let analysis = try await analysis(source, .arm, fixture)
    let through = try analysis.depth(of: "through_table")
    #expect(through.bytes == 56 && through.indirectCalls.isEmpty)
    let indirect = try analysis.depth(of: "indirect")
    #expect(indirect.bytes == 1008)
    #expect(indirect.path.last == .init(function: "an indirect call", bytes: 1000))
    #expect(indirect.indirectCalls.map(\.function) == ["indirect"])
    #expect(indirect.indirectCalls.map(\.reason) == ["a call through a register"])
    #expect(try analysis.depth(of: "last").bytes == 1000)
    let absent = try analysis.depth(of: "absent")
    #expect(absent.bytes == 1008)
    #expect(absent.indirectCalls.map(\.reason) == ["a call of 0x100000: no code"])
  }

  @Test func a_piece_of_other_functions_may_change_any_register() async throws {
    let fixture = try Fixture()
    let analysis = try await analysis(
      Self.functions(
        Self.arm + """
          function known: sub sp, #48; add sp, #48; bx lr
          function OUTLINED_FUNCTION_0: mov r4, r0; bx lr
          function plain: bx lr
          function by_function: push {r4, lr}; movw r4, :lower16:known; movt r4, :upper16:known
            bl plain; blx r4; pop {r4, pc}
          function by_piece: push {r4, lr}; movw r4, :lower16:known; movt r4, :upper16:known
            bl OUTLINED_FUNCTION_0; blx r4; pop {r4, pc}

          """), .arm, fixture)
    #expect(try analysis.depth(of: "by_function").bytes == 56)
    #expect(try analysis.depth(of: "by_piece").bytes == 1008)
  }

  @Test func who_knows_the_callees_of_a_function_names_them() async throws {
    let fixture = try Fixture()
    let source = Self.functions(
      Self.arm + """
        function small: sub sp, #8; add sp, #8; bx lr
        function large: sub sp, #80; add sp, #80; bx lr
        function walk: push {r4, lr}; blx r1; pop {r4, pc}

        """)
    let plain = try await analysis(source, .arm, fixture)
    let entries = try ["small", "large"].map { try #require(plain.frame(of: $0)).entry | 1 }
    let analysis = try await analysis(
      source, .arm, fixture, callees: ["walk": entries.map(Callee.function)])
    let walk = try analysis.depth(of: "walk")
    #expect(walk.bytes == 88 && walk.indirectCalls.isEmpty)
    #expect(walk.path.map(\.function) == ["walk", "large"])
  }

  @Test func a_circle_takes_each_function_once_and_what_is_declared() async throws {
    let fixture = try Fixture()
    let analysis = try await analysis(
      Self.functions(
        Self.arm + """
          function way_out: sub sp, #20; add sp, #20; bx lr
          function even: push {r4, lr}; bl odd; bl way_out; pop {r4, pc}
          function odd: push {r4-r10, lr}; bl even; pop {r4-r10, pc}
          function own: push {r4, lr}; bl own; pop {r4, pc}
          function root: push {r4, lr}; bl even; bl own; pop {r4, pc}

          """), .arm, fixture)
    let root = try analysis.depth(of: "root")
    #expect(root.bytes == 8 + 8 + 32 + 300 + 20)
    #expect(root.circles == [["even", "odd"], ["own"]])
    #expect(root.path.map(\.bytes) == [8, 8, 332, 20])
    #expect(try analysis.depth(of: "own").bytes == 308)
  }

  @Test func what_is_not_understood_is_said() async throws {
    let fixture = try Fixture()
    let analysis = try await analysis(
      Self.functions(
        Self.arm + """
          function by_register: sub sp, sp, r0; add sp, sp, r0; bx lr
          function elsewhere: msr psp, r0; bx lr
          function loop: push {r4}; b loop
          function moved: push {r4}; bx lr
          function astray: push {r4}; bx r0
          function root: push {r4, lr}; bl by_register; bl elsewhere; bl loop; bl moved
            bl astray; pop {r4, pc}

          """), .arm, fixture)
    let problems = try analysis.depth(of: "root").problems
    #expect(
      problems.map { "\($0.function): \($0.reason)" } == [
        "by_register: the stack pointer moves by an amount that is not in the code",
        "by_register: the stack pointer moves by an amount that is not in the code",
        "elsewhere: msr psp, r0 changes the stack",
        "loop: the stack grows in a loop",
        "astray: a jump through a register that leads nowhere in the function",
        "root: moved returns with the stack pointer moved",
      ])
  }

  @Test func a_function_that_is_not_there_is_refused() async throws {
    let fixture = try Fixture()
    let analysis = try await analysis(
      Self.functions(Self.arm + "function start: bx lr\n"), .arm, fixture)
    let found = await failure { _ = try analysis.depth(of: "stop") }
    #expect(found?.message == "unknown function 'stop' (known: start)")
    #expect(throws: Failure.self) { try analysis.depth(at: 0x4000) }
  }

  /// Functions with frames of any size, each of which calls some that come later.
  private func randomCalls(_ dice: inout Dice, _ count: Int) -> (source: String, callees: [[Int]]) {
    var callees: [[Int]] = []
    var source = (0..<count).map { "int f\($0)(int n);\n" }.joined()
    for function in 0..<count {
      let later = Array((function + 1)..<min(count, function + 20) + 1).filter { $0 < count }
      let called = later.isEmpty ? [] : (0..<dice.pick(0...4)).map { _ in dice.pick(later) }
      let calls = called.map {
        "  if (n > \(dice.pick(0...9))) n += f\($0)(n) + room[\(dice.pick(0...3))];\n"
      }
      source += "int f\(function)(int n) {\n  volatile int room[\(dice.pick(4...1200))] = {n};\n"
      source += calls.joined() + "  return n ^ room[1];\n}\n"
      callees.append(called)
    }
    return (source, callees)
  }

  /// The compiler says the frames; the deepest path through them is what must come out.
  @Test(arguments: [Target.arm, .riscv], Array(1...3) as [UInt64])
  func random_calls_are_as_deep_as_their_deepest_path(
    _ target: Target, _ seed: UInt64
  ) async throws {
    let fixture = try Fixture()
    var dice = Dice(seed: seed)
    let (source, callees) = randomCalls(&dice, 200)
    let options = [dice.pick(["-O0", "-Os", "-O2"]), "-ffreestanding", "-fno-inline"]
    let elf = try await link(
      source, target, options + ["-fstack-usage"], in: fixture, file: "code.c")
    let frames = try reportedFrames(fixture)
    var deepest = [Int](repeating: 0, count: callees.count)
    for function in callees.indices.reversed() {
      let below = callees[function].map { deepest[$0] }.max() ?? 0
      deepest[function] = try #require(frames["f\(function)"]) + below
    }
    let analysis = try await StackAnalysis(of: elf, ram: nil, bounds: Self.bounds)
    for function in callees.indices {
      let depth = try analysis.depth(of: "f\(function)")
      #expect(depth.bytes == deepest[function] && depth.problems.isEmpty, "f\(function)")
    }
  }

  /// What the compiler wrote beside the object: each function's frame.
  private func reportedFrames(_ fixture: Fixture) throws -> [String: Int] {
    try (fixture.folder / "code.su").text().split(separator: "\n").reduce(into: [:]) {
      let parts = $1.split(separator: "\t")
      $0[String(parts[0].split(separator: ":").last ?? "")] = Int(parts[1])
    }
  }

  /// Quadratic work would take many minutes.
  @Test(.timeLimit(.minutes(2)))
  func ten_thousand_functions_in_a_chain_take_linear_time() async throws {
    let fixture = try Fixture()
    let chain = (0..<10_000).map { index in
      let callee = index == 9_999 ? "outside" : "f\(index + 1)"
      return "function f\(index): push {r4, lr}; bl \(callee); pop {r4, pc}\n"
    }.joined()
    let analysis = try await analysis(Self.functions(Self.arm + chain), .arm, fixture)
    let depth = try analysis.depth(of: "f0")
    #expect(depth.bytes == 8 * 10_000 + 1000)
    #expect(depth.path.count == 10_001)
  }
}
