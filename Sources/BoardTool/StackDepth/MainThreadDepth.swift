import ELF

/// How deep the main thread makes its stack: boot, main and shutdown.
///
/// Each of the three begins at the stack's top. The kernel's functions on the way are known by their
/// names in Include/bulkhead/init_table.h, and whom they call through pointers from the image's table.
struct MainThreadDepth {
  let analysis: StackAnalysis
  /// The functions of the table's entries.
  let entries: [InitTable.Functions]
  /// All but main.
  let untilMain: StackDepth
  /// With main.
  let all: StackDepth
  /// What an interrupt takes of the stack; in none of the figures above.
  let exceptionBytes: Int

  private static let root = "bulkhead_thread_main"

  /// Throws for the host, whose stacks are not computed.
  init(of elf: Path, _ model: ImageModel) async throws {
    try model.refuseUncomputedStacks()
    let file = try ELFFile(elf.bytes())
    let table = FunctionTable(file)
    let entries = try InitTable.functions(of: file, ram: model.ram?.range)
    let way = Self.wayToEntries(entries, table)
    var bounds = try await StackBounds(model.configuration, table)
    // It leaves the stack for another one.
    for reset in Set(["bulkhead_reset", model.configuration.resetEntry])
    where !table.named(reset).isEmpty {
      bounds.functions[reset] = 0
    }
    // What they save; the called compartment has a stack of its own. Its system calls are `MainStack.forGates`.
    for gate in ["port_call_gate", "port_enter_gate", "bulkhead_enter_gate"]
    where !table.named(gate).isEmpty {
      bounds.functions[gate] = 64
    }
    analysis = try await StackAnalysis(
      of: elf, cpu: model.processor.cpu, ram: model.ram?.range, bounds: bounds,
      callees: way.merging(Self.hooks(table)) { way, _ in way })
    self.entries = entries
    all = try analysis.depth(of: Self.root)
    untilMain = try analysis.declaring(["bulkhead_call_main": 0]).depth(of: Self.root)
    exceptionBytes = try analysis.exceptionBytes(of: model)
    let reached = analysis.reached(from: Self.root)
    for (caller, callees) in way {
      for case .function(let address) in callees
      where !reached.contains(address & table.addressMask) {
        throw Failure(
          "the main thread's stack cannot be computed: in \(caller) nothing leads to "
            + table.name(of: address & table.addressMask))
      }
    }
  }

  /// Whom the kernel's functions on the way to the entries call through pointers.
  private static func wayToEntries(
    _ entries: [InitTable.Functions], _ table: FunctionTable
  ) -> [String: [Callee]] {
    let up = entries.filter { !$0.isOnRequest }.compactMap(\.up).map(Callee.function)
    let down = entries.compactMap(\.down).map(Callee.function)
    let all: [String: [Callee]] = [
      root: table.callees("bulkhead_enter_main_thread"),
      "bulkhead_enter_main_thread": table.callees(
        "bulkhead_run_main_thread", "bulkhead_resume_boot", "bulkhead_go_down",
        "bulkhead_fail_without_clock"),
      "bulkhead_run_main_thread": table.callees(
        "bulkhead_bring_up_level", "bulkhead_own_level", "bulkhead_supervise_level",
        "bulkhead_guard_level", "bulkhead_print_banner", "start_work_queue",
        "bulkhead_begin_stacks",
        "bulkhead_create_static_thread", "bulkhead_create_static_user_thread",
        "bulkhead_shut_down_after_main"),
      "bulkhead_bring_up_level": up, "bulkhead_own_level": up,
      // It asks the clock, too, which is not deeper.
      "bulkhead_supervise_level": up, "bulkhead_guard_level": up,
      "bulkhead_start_console": up,
      // The last step is the application's choice.
      "bulkhead_go_down": down + [.indirect],
    ]
    return all.filter { !table.named($0.key).isEmpty }
  }

  /// Whom functions of the kernel and of the C library call that call few, and always the same.
  private static func hooks(_ table: FunctionTable) -> [String: [Callee]] {
    var all: [String: [Callee]] = [:]
    for name in table.names {
      // A Swift function's name stands in its symbol, behind the name's length.
      if name.contains("15considerSlicing") {
        all[name] = table.callees("bulkhead_begin_ticking")
      } else if name.contains("23connectStaticInterrupts") {
        all[name] = table.callees("bulkhead_connect_record")
      } else if name.contains("9StackPool") {
        all[name] = table.callees(
          "bulkhead_stacks_init", "bulkhead_stacks_allocate", "bulkhead_stacks_allocate_for_idle",
          "bulkhead_stacks_deallocate", "bulkhead_stacks_figures")
      } else if name.hasPrefix("bulkhead_format_") {
        all[name] = table.callees("put_on_console", "put_in_buffer")
      }
    }
    return all.filter { !$0.value.isEmpty }
  }
}

extension FunctionTable {
  /// Those of the functions that the image has.
  fileprivate func callees(_ names: String...) -> [Callee] {
    names.flatMap(named).map { .function($0.range.lowerBound) }
  }
}

extension ImageModel {
  func refuseUncomputedStacks() throws {
    if processor.exception != nil { return }
    throw Failure(
      "the stacks of \(board.name) are not computed: what the C library takes of them is "
        + "not in the image", remedy: "choose a board; on the host CONFIG_…_STACK_SIZE decides",
      status: 2)
  }
}

extension StackBounds {
  static let indirectCallSymbol = "INIT_STACK_INDIRECT_CALL_BYTES"
  static let recursionSymbol = "INIT_STACK_RECURSION_BYTES"

  /// What an image's configuration declares of its functions.
  init(_ configuration: Configuration, _ table: FunctionTable) async throws {
    self.init(
      indirectCall: configuration.number(Self.indirectCallSymbol, or: 0),
      recursion: configuration.number(Self.recursionSymbol, or: 0),
      functions: try await DeclaredDepths(configuration).bySymbol(in: table))
  }
}

extension StackAnalysis {
  /// What an interrupt or a switch takes of the stack of a thread of an image.
  func exceptionBytes(of model: ImageModel) throws -> Int {
    guard let exception = model.processor.exception else { return 0 }
    let hasFPU = model.configuration.isOn("FPU")
    let frame = hasFPU ? exception.frameWithFPU ?? exception.frame : exception.frame
    let functions = try (exception.functions ?? []).map { try depth(of: $0).bytes }
    return frame + (functions.max() ?? 0)
  }
}

extension InitTable {
  /// What an entry calls; nil for a function that it does not have.
  struct Functions {
    var up: UInt64?
    var down: UInt64?
    /// Comes up on the stack of who asks for it.
    var isOnRequest: Bool
  }

  /// Of each entry, in the table's order.
  static func functions(of file: ELFFile, ram: Range<UInt64>?) throws -> [Functions] {
    func pointer(_ address: UInt64) -> UInt64? {
      let function = file.constantWord(at: address, ram: ram)
      return function == 0 ? nil : function
    }
    // The first members of struct bulkhead_init_entry, on a board of 32 bits.
    return try InitTable(file).stages.flatMap { stage in
      stage.symbols.map { symbol in
        Functions(
          up: pointer(symbol.address), down: pointer(symbol.address + 4),
          isOnRequest: stage.title == onRequest)
      }
    }
  }
}
