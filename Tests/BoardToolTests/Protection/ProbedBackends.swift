import KernelCore

@testable import BoardTool

/// A way of memory protection that QEMU has on a board: how a probe loads it and asks it.
protocol ProbedBackend: ProtectionBackend {
  static var board: String { get }
  /// RAM of the board that the image does not use, for plans.
  static var arena: AddressRange { get }
  /// The hardware's entries that are for plans.
  static var numbers: Range<Int> { get }

  /// An entry's words, as `load` in the source takes them.
  static func words(of entries: [Entry]) -> [UInt32]
  /// What an entry says of access, as `attributes` does.
  static func attributes(of entry: Entry) -> UInt32
  static func isInUse(_ entry: Entry) -> Bool
  /// Where an entry, or a part of it, begins or ends.
  static func edges(of entry: Entry) -> [UInt32]
  /// Ways to say something else than a plan does.
  static var mistakes: [(inout Entry) -> Void] { get }

  /// C: FILL, `prepare`, `finish`, `load`, `reads`, `writes` and `executes`; what FILL fills memory with is no instruction.
  static var source: String { get }
}

extension PMSAv7: ProbedBackend {
  static var board: String { "qemu_mps2_an385" }
  static var arena: AddressRange { AddressRange(0x2020_0000, through: 0x203f_ffff) }
  /// Region 0 is the image's stack, on which the processor stores registers without privileges.
  static var numbers: Range<Int> { 1..<8 }

  static func words(of entries: [Region]) -> [UInt32] { entries.flatMap { [$0.rbar, $0.rasr] } }
  static func attributes(of entry: Region) -> UInt32 { entry.rasr & 0xffff_0000 }
  static func isInUse(_ entry: Region) -> Bool { entry.rasr & 1 == 1 }
  /// A region's eighths (Armv7-M ARM B3.5.3).
  static func edges(of entry: Region) -> [UInt32] {
    let size = 2 << (entry.rasr >> 1 & 0x1f) as UInt32
    return (0...8).map { entry.rbar & ~0x1f &+ $0 * (size / 8) }
  }
  static var mistakes: [(inout Region) -> Void] {
    [
      // An eighth, the access, execution, the base; disabled.
      { $0.rasr ^= 1 << 13 }, { $0.rasr ^= 1 << 24 }, { $0.rasr ^= 1 << 28 },
      { $0.rbar += 0x800 }, { $0.rasr = 0 },
    ]
  }

  static var source: String {
    """
    #define MPU_RASR SCB(0xa0)
    \(cortexM)
    static void prepare(void)
    {
    \tcatch_faults();
    \t/* 64 KiB of RAM to read and write. */
    \tMPU_RBAR = 0x20000000 | 1u << 4;
    \tMPU_RASR = 1u << 28 | 3u << 24 | 0x0bu << 16 | 15u << 1 | 1u;
    }

    static const uint32_t *load(const uint32_t *word)
    {
    \tMPU_CTRL = 0;
    \tfor (int entry = 0; entry < ENTRIES; entry++) {
    \t\tMPU_RBAR = *word++;
    \t\tMPU_RASR = *word++;
    \t}
    \tMPU_CTRL = 5;
    \t__asm__ volatile("dsb\\n\\tisb" ::: "memory");
    \treturn word;
    }

    """
  }
}

extension PMSAv8: ProbedBackend {
  static var board: String { "qemu_mps2_an505" }
  static var arena: AddressRange { AddressRange(0x3820_0000, through: 0x383f_ffff) }
  /// Region 7 is the image's stack.
  static var numbers: Range<Int> { 0..<7 }

  static func words(of entries: [Region]) -> [UInt32] { entries.flatMap { [$0.rbar, $0.rlar] } }
  static func attributes(of entry: Region) -> UInt32 {
    (entry.rlar & 0x1f) << 8 | entry.rbar & 0x1f
  }
  static func isInUse(_ entry: Region) -> Bool { entry.rlar & 1 == 1 }
  static func edges(of entry: Region) -> [UInt32] {
    [entry.rbar & ~0x1f, (entry.rlar | 0x1f) &+ 1]
  }
  static var mistakes: [(inout Region) -> Void] {
    [
      // The access, writing, execution, the base, the limit; disabled.
      { $0.rbar ^= 1 << 1 }, { $0.rbar ^= 1 << 2 }, { $0.rbar ^= 1 },
      { $0.rbar += 0x20 }, { $0.rlar += 0x20 }, { $0.rlar = 0 },
    ]
  }

  /// A region is limited by MPU_RLAR, and named by MPU_RNR (Armv8-M ARM, D1.2).
  static var source: String {
    """
    #define MPU_RNR SCB(0x98)
    #define MPU_RLAR SCB(0xa0)
    #define MPU_MAIR0 SCB(0xc0)
    \(cortexM)
    static void prepare(void)
    {
    \tcatch_faults();
    \tMPU_MAIR0 = \(mair0)u;
    \t/* 64 KiB of RAM to read and write, but not to execute. */
    \tMPU_RNR = 7;
    \tMPU_RBAR = 0x38000000 | 1u << 1 | 1u;
    \tMPU_RLAR = 0x3800ffe0 | 1u;
    }

    static const uint32_t *load(const uint32_t *word)
    {
    \tMPU_CTRL = 0;
    \tfor (int entry = 0; entry < ENTRIES; entry++) {
    \t\tMPU_RNR = entry;
    \t\tMPU_RBAR = *word++;
    \t\tMPU_RLAR = *word++;
    \t}
    \tMPU_CTRL = 5;
    \t__asm__ volatile("dsb\\n\\tisb" ::: "memory");
    \treturn word;
    }

    """
  }
}

// LDRBT and STRBT are checked like accesses of code without privileges, also in code that has them (Armv7-M ARM,
// ARM DDI 0403E, A4.6.2). To execute, privileges are given up at an instruction that is undefined, wherever it is:
// either it is fetched, or it is not.
private let cortexM = #"""
  #define SCB(offset) (*(volatile uint32_t *)(0xe000ed00 + (offset)))
  #define VTOR SCB(0x08)
  #define SHCSR SCB(0x24)
  #define MPU_CTRL SCB(0x94)
  #define MPU_RBAR SCB(0x9c)
  /* Half of an instruction that is undefined, whatever the other half is. */
  #define FILL 0xde

  __attribute__((naked, noinline)) static uint32_t reads(uint32_t address)
  {
  	__asm__ volatile("ldrbt r1, [r0]\n\tmovs r0, #1\n\tbx lr");
  }
  __attribute__((naked, noinline)) static uint32_t writes(uint32_t address)
  {
  	__asm__ volatile("movs r1, #0xde\n\tstrbt r1, [r0]\n\tmovs r0, #1\n\tbx lr");
  }
  __attribute__((naked, noinline)) static uint32_t executes(uint32_t address)
  {
  	__asm__ volatile("udf #0");
  }

  /* The function above returns r1, with privileges. In: r0 the frame that the processor stored. */
  #define RETURN \
  	"str r1, [r0]\n\t" \
  	"ldr r1, [r0, #20]\n\tbic r1, #1\n\tstr r1, [r0, #24]\n\t" \
  	"mrs r1, control\n\tbic r1, #1\n\tmsr control, r1\n\tbx lr\n\t"
  /* Clears CFSR, of which r2 has what it was; r3 = MMFAR. */
  #define TAKE_CAUSE \
  	"mrs r0, psp\n\tldr r1, =0xe000ed28\n\tldr r2, [r1]\n\tstr r2, [r1]\n\tldr r3, [r1, #12]\n\t"

  /* MemManage. A refusal is DACCVIOL, or IACCVIOL, at the address asked about (B3.2.15, B3.2.18). */
  __attribute__((naked)) static void refuse(void)
  {
  	__asm__ volatile(TAKE_CAUSE
  			 "ldr r1, [r0]\n\t"
  			 "cmp r2, #0x01\n\titt eq\n\tldreq r3, [r0, #24]\n\tmoveq r2, #0x82\n\t"
  			 "cmp r2, #0x82\n\tit eq\n\tcmpeq r3, r1\n\t"
  			 "ite eq\n\tmoveq r1, #0\n\tmovne r1, #2\n\t" RETURN);
  }

  /* UsageFault: of `executes`, which goes on without privileges at the address; or of what is there. */
  __attribute__((naked)) static void enter(void)
  {
  	__asm__ volatile(TAKE_CAUSE
  			 "mrs r1, control\n\tlsls r2, r1, #31\n\tbne 1f\n\t"
  			 "orr r1, #1\n\tmsr control, r1\n\tldr r1, [r0]\n\tstr r1, [r0, #24]\n\tbx lr\n"
  			 "1:\tmovs r1, #1\n\t" RETURN);
  }

  /* The image's, but for these two. */
  static uint32_t vectors[64] __attribute__((aligned(256)));

  static void finish(void)
  {
  }

  static void catch_faults(void)
  {
  	memcpy(vectors, (const void *)VTOR, sizeof(vectors));
  	vectors[4] = (uint32_t)refuse | 1;
  	vectors[6] = (uint32_t)enter | 1;
  	VTOR = (uint32_t)vectors;
  	SHCSR |= 1u << 18 | 1u << 16;
  }

  """#

extension PMP: ProbedBackend {
  static var board: String { "qemu_virt_rv32" }
  static var arena: AddressRange { AddressRange(0x8600_0000, through: 0x861f_ffff) }
  static var numbers: Range<Int> { 0..<16 }

  /// pmpaddr0 to pmpaddr15, then pmpcfg0 to pmpcfg3.
  static func words(of entries: [Entry]) -> [UInt32] {
    let registers = stride(from: 0, to: entries.count, by: 4).map { first in
      (0..<4).reduce(0) { $0 | UInt32(entries[first + $1].configuration) << UInt32(8 * $1) }
    }
    return entries.map(\.address) + registers
  }
  static func attributes(of entry: Entry) -> UInt32 { UInt32(entry.configuration & 7) }
  static func isInUse(_ entry: Entry) -> Bool { true }
  /// Of an entry that is not a block, and where one of its size would begin and end.
  static func edges(of entry: Entry) -> [UInt32] {
    if entry.configuration >> 3 & 3 != 3 { return [entry.address << 2, (entry.address &+ 1) << 2] }
    let size: UInt32 = 8 << UInt32((~entry.address).trailingZeroBitCount)
    let base = entry.address << 2 & ~(size - 1)
    return [base, base &+ size, base &+ size / 2]
  }
  static var mistakes: [(inout Entry) -> Void] {
    [
      // Writing, execution, the end or the size; off.
      { $0.configuration ^= 2 }, { $0.configuration ^= 4 }, { $0.address ^= 0x80 },
      { $0.configuration = 0 },
    ]
  }

  /// With mstatus.MPRV loads and stores are checked as in the mode that MPP names (Privileged Architecture 1.12,
  /// 3.1.6.3); to execute, user mode is entered at an instruction that is illegal.
  static var source: String {
    #"""
    /* Two bytes of 0 are an illegal instruction (Unprivileged ISA, "Expanded Instruction-Length Encoding"). */
    #define FILL 0

    #define AS_USER_MODE(instruction) \
    	__asm__ volatile("li t0, 0x20000\n\tcsrs mstatus, t0\n\t" instruction "\n\t" \
    			 "csrc mstatus, t0\n\tli a0, 1\n\tret")
    __attribute__((naked, noinline)) static uint32_t reads(uint32_t address)
    {
    	AS_USER_MODE("lb a1, 0(a0)");
    }
    __attribute__((naked, noinline)) static uint32_t writes(uint32_t address)
    {
    	AS_USER_MODE("sb zero, 0(a0)");
    }
    __attribute__((naked, noinline)) static uint32_t executes(uint32_t address)
    {
    	__asm__ volatile("csrw mepc, a0\n\tmret");
    }

    /*
     * The function above returns: access faults at the address asked about are refusals, an illegal instruction
     * was fetched. MPP is user mode's again, which a trap from machine mode has changed, so ra is entered by a jump.
     */
    __attribute__((naked, aligned(4))) static void answer(void)
    {
    	__asm__ volatile("csrr t0, mcause\n\tcsrr t1, mtval\n\t"
    			 "li t2, 2\n\tbeq t0, t2, 1f\n\t"
    			 "bne t1, a0, 2f\n\t"
    			 "li t2, 0\n\tli t1, 1\n\tbeq t0, t1, 2f\n\tli t1, 5\n\tbeq t0, t1, 2f\n\t"
    			 "li t1, 7\n\tbeq t0, t1, 2f\n\tli t2, 2\n\tj 2f\n"
    			 "1:\tli t2, 1\n"
    			 "2:\tmv a0, t2\n\t"
    			 "li t0, 0x21880\n\tcsrc mstatus, t0\n\tret");
    }

    static uint32_t traps, interrupts;

    static void prepare(void)
    {
    	/* No interrupts; MPP is user mode. */
    	__asm__ volatile("csrci mstatus, 8\n\tcsrrw %0, mie, zero\n\tcsrrw %1, mtvec, %2\n\t"
    			 "li t0, 0x21880\n\tcsrc mstatus, t0"
    			 : "=&r"(interrupts), "=&r"(traps) : "r"(answer) : "t0", "memory");
    }

    static void finish(void)
    {
    	__asm__ volatile("csrw mtvec, %0\n\tcsrw mie, %1\n\tcsrsi mstatus, 8" ::"r"(traps), "r"(interrupts));
    }

    static const uint32_t *load(const uint32_t *word)
    {
    #define ADDRESS(number) __asm__ volatile("csrw pmpaddr" #number ", %0" ::"r"(word[number]));
    #define CONFIGURATION(number) __asm__ volatile("csrw pmpcfg" #number ", %0" ::"r"(word[16 + number]));
    	ADDRESS(0) ADDRESS(1) ADDRESS(2) ADDRESS(3) ADDRESS(4) ADDRESS(5) ADDRESS(6) ADDRESS(7)
    	ADDRESS(8) ADDRESS(9) ADDRESS(10) ADDRESS(11) ADDRESS(12) ADDRESS(13) ADDRESS(14) ADDRESS(15)
    	CONFIGURATION(0) CONFIGURATION(1) CONFIGURATION(2) CONFIGURATION(3)
    	__asm__ volatile("sfence.vma" ::: "memory");
    	return word + 20;
    }

    """#
  }
}
