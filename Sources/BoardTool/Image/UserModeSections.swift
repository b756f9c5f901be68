import ELF

extension ImageModel {
  /// The size of a stack that one region of the protection covers, at least as large as one is asked for: the
  /// thread may give its privileges up.
  func regionForStack(of size: Int) -> Int {
    guard configuration.isOn("USERSPACE") else { return size }
    return PartitionSections.region(of: max(size, 256), processor.protection).0
  }
}

/// The parts of a board's linker script that tell the kernel from what threads without privileges may
/// read and execute: the application, the C library, and how they call the kernel.
///
/// Without such threads they are empty.
struct UserModeSections: Equatable {
  var isOn = false
  /// What a region begins and ends with a multiple of; nil where it is a power of two.
  var granule: Int?
  /// Bytes of the region that covers what they may reach, if it is a power of two.
  var region = 256
  /// Whether the image has compartments.
  var hasGates = false
  /// Whether its application is in Swift, whose code finds what is not its own by way of a table.
  var hasSwift = false

  init(_ model: ImageModel) {
    isOn = model.configuration.isOn("USERSPACE")
    let protection = model.processor.protection
    granule = protection.alignment == .granule ? protection.granule : nil
    isRISCV = protection.kind == .pmp || protection.kind == .cheri
    isConfined = isOn && protection.kind == .cheri
  }

  private var isRISCV: Bool
  /// Whether capabilities confine compartments, each to code of its own.
  private(set) var isConfined: Bool
  /// The compartments' code there: names, and bytes.
  var confined: [ConfinedCode] = []

  struct ConfinedCode: Equatable {
    var compartment: String
    var size: Int
  }

  /// What user_mode.S of RISC-V has in place of switch.S: not by weak symbols, for the archive's objects may
  /// come to be looked at for something else.
  private var replacements: String {
    guard isRISCV else { return "" }
    return """
        bulkhead_traps = bulkhead_user_mode;
        port_start_threads = bulkhead_start_user_threads;

      """
  }

  /// How much code each compartment has in a linked image.
  func confinedCode(in elf: ELFFile) -> [ConfinedCode] {
    confined.map { code in
      func address(_ prefix: String) -> Int {
        elf.symbols.first { $0.name == prefix + code.compartment }.map { Int($0.address) } ?? 0
      }
      let size = address(Self.codeEnd) - address(Self.codeStart)
      return ConfinedCode(compartment: code.compartment, size: size)
    }
  }

  private static let codeStart = "bulkhead_code_start_"
  private static let codeEnd = "bulkhead_code_end_"

  /// Each compartment's code, with exact bounds, and nobody else's within them.
  private var confinedSections: String {
    confined.map { code in
      let (reached, alignment) = PartitionSections.representable(max(code.size, 32))
      let name = code.compartment
      return """
          .confined.\(name) : ALIGN(\(alignment)) {
            \(Self.codeStart)\(name) = .;
            */objects/compartments/\(name).o(.text .text.*)
            \(Self.codeEnd)\(name) = .;
            . = MAX(., bulkhead_code_start_\(name) + \(reached));
          } > ROM
          bulkhead_code_size_\(name) = \(reached);

        """
    }.joined()
  }

  /// The smallest region for a section of a linked image.
  func region(in elf: ELFFile) -> Int {
    if granule != nil { return region }
    let size = elf.sections.first { $0.name == ".text" }.map { Int($0.size) } ?? 0
    var region = 256
    while region < size { region *= 2 }
    return region
  }

  /// The kernel and what the build generates, which are out of their reach.
  private static let kernelFiles = [
    "*libBulkheadKernel.a:*", "*/objects/image.o", "*/objects/init-*.o", "*/objects/handoff.o",
    "*/objects/compartments.o", "*/objects/user-mode/closed.o",
  ]

  /// What a compartment wants of the kernel, as the build has written it: the kernel's.
  static let wantedImports = ".wanted_imports"

  /// The records of gates, behind those of calls.
  private var gates: String {
    if !hasGates { return "" }
    return """
        .gates : ALIGN(32) {
          __bulkhead_gates_start = .;
          *(bulkhead_gates.*)
          __bulkhead_gates_end = .;
        } > ROM
        __bulkhead_gates_size = __bulkhead_gates_end - __bulkhead_gates_start;

      """
  }

  var kernelSections: String {
    if !isOn { return "" }
    let wanted = isConfined ? "    *(\(Self.wantedImports))\n" : ""
    let inputs =
      Self.kernelFiles.map { "    \($0)(.text .text.* .rodata .rodata.*)\n" }.joined() + wanted
    return """
        .kernel : ALIGN(8) {
      \(inputs)  } > ROM
        .system_calls : ALIGN(64) {
          __bulkhead_handler_calls = .;
          *(bulkhead_handler_calls.*)
          . = __bulkhead_handler_calls + 64;
          __bulkhead_calls_start = .;
          *(bulkhead_system_calls.*)
          __bulkhead_calls_end = .;
        } > ROM
        bulkhead_known_stacks : ALIGN(8) { *(bulkhead_known_stacks) } > ROM
      \(gates)\(confinedSections)
      """
  }

  /// What the region makes of the code, for an image that does not fit; nil if it costs nothing.
  var note: String? {
    if !isOn || granule != nil { return nil }
    return "the application's code and constants lie at a multiple of \(region) bytes, so that one "
      + "region covers them"
  }

  var alignment: String { isOn ? ": ALIGN(\(granule ?? region)) " : ": " }

  var constants: String {
    (isOn ? "    *(.rodata .rodata.*)\n" : "") + (hasSwift ? "    *(.got .got.*)\n" : "")
  }

  /// What the region covers ends with a granule, or an eighth of it, and nothing else lies in there.
  var sectionsBehindText: String {
    if !isOn { return "" }
    return """
        /* `kernel` in Sources/Kernel/Kernel.swift, whose first member is the running thread. */
        bulkhead_kernel = "$e6Kernel6kernelA2AVvp";
      \(replacements)\
        __bulkhead_user_rom_start = ADDR(.text);
        . = ALIGN(\(granule ?? region / 8));
        __bulkhead_user_rom_end = \(isConfined ? "__bulkhead_user_rom_start" : ".");

      """
  }

  // MARK: The host

  /// What threads without privileges may read and execute lies apart, in whole pages; behind it the code of the
  /// port's gate, and what calls the C library, which are never closed either.
  ///
  /// The rest of the script is the linker's own.
  func hostCode(_ page: Int) -> String {
    if !isOn { return "" }
    func inputs(_ files: [String], _ sections: String) -> String {
      files.map { "    */objects/\($0)(\(sections))\n" }.joined()
    }
    // Only here a thread may be interrupted, as in any image of the host.
    let application = ["application/*", "shared/*", "application.swift.o"]
    let others = [
      "library/*", "harness/*", "user-mode/*", "runner.o", "swift/*", "swift-objects.o",
      "globals.o", "user-globals.o",
    ]
    return """
      SECTIONS {
        .bulkhead_application : ALIGN(\(page)) {
          __bulkhead_user_rom_start = .;
          __bulkhead_application_start = .;
      \(inputs(application, ".text .text.*"))\
          __bulkhead_application_end = .;
      \(inputs(others, ".text .text.*"))\
      \(inputs(application + others, ".rodata .rodata.*"))\
        }
        .bulkhead_gate : ALIGN(64) {
          __bulkhead_gate_start = .;
          *(.text.gate)
          __bulkhead_gate_end = .;
        }
        .plt : ALIGN(16) { *(.plt) *(.iplt) __text_end = .; }
        .bulkhead_behind_gate : ALIGN(\(page)) {
          __bulkhead_user_rom_end = .;
          KEEP(*(.text.behind_gate))
        }
      } INSERT AFTER .fini;

      """
  }

  /// What a board's script says of its memory, of the process.
  func hostSymbols(_ partitions: PartitionSections) -> String {
    if !isOn { return "" }
    return """
      SECTIONS {
        .system_calls : ALIGN(64) {
          __bulkhead_handler_calls = .;
          *(bulkhead_handler_calls.*)
          . = __bulkhead_handler_calls + 64;
          __bulkhead_calls_start = .;
          *(bulkhead_system_calls.*)
          __bulkhead_calls_end = .;
        }
        bulkhead_known_stacks : ALIGN(8) { *(bulkhead_known_stacks) }
      \(partitions.hostSections)\
      } INSERT AFTER .data;
      SECTIONS {
        .bulkhead_known_objects (NOLOAD) : ALIGN(8) {
          bulkhead_known_objects = .;
          . += (__bss_end - __data_start) / 64 + 2;
        }
      \(regionNotes)\
      } INSERT AFTER .bss;
      __data_start = ADDR(.data);
      __bss_end = ADDR(.bss) + SIZEOF(.bss);
      __bulkhead_image_start = __executable_start;
      __data_load = __bulkhead_user_rom_end;
      __data_end = __data_start;
      __bulkhead_ram_start = __data_start;
      __bulkhead_ram_free = __bss_end;
      __bulkhead_ram_end = __bss_end;
      __bulkhead_partition_loads_start = 0;
      __bulkhead_partition_loads_end = 0;
      /* `kernel` in Sources/Kernel/Kernel.swift, whose first member is the running thread. */
      bulkhead_kernel = "$s6Kernel6kernelA2AVvp";

      """
  }

  /// What regions are asked for (Include/bulkhead/region_note.h): kept, and nowhere in memory.
  var regionNotes: String {
    if !isOn { return "" }
    return """
        \(RegionNotes.section) 0 (INFO) : { KEEP(*(.bss\(RegionNotes.section))) }

      """
  }

  var knownObjects: String {
    if !isOn { return "" }
    return """
          bulkhead_known_objects = .;
          . += (. - __data_start) / 64 + 2;

      """
  }
}
