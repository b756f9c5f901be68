import Devicetree

/// The watchdog that looks after deadlines where all interrupts are masked.
struct InitWatchdog {
  let node: Node
  let base: UInt64
  let cyclesPerSecond: UInt32
  let functions: Binding.InitWatchdog
  /// Whether it resets the processor; else its interrupt ends the entry.
  var resets: Bool { functions.expired == nil }

  /// As C: its facts and functions, and what the kernel does with it.
  static func text(of watchdog: InitWatchdog?, _ table: [InitStep]) -> String {
    let kind = watchdog?.resets == true ? "reset" : "init"
    let pointers = [
      ("guard", "start", "void"), ("feed", "feed", "void"), ("unguard", "stop", "bool"),
    ].map { name, verb, parameter in
      let value = watchdog == nil ? "NULL" : "bulkhead_\(verb)_\(kind)_guard"
      return "void (*const bulkhead_init_\(name))(\(parameter)) = \(value);\n"
    }
    let resets = watchdog?.resets == true
    return """
      \(watchdog?.facts ?? "")\
      const struct bulkhead_init_watchdog *const bulkhead_init_watchdog = \
      \(watchdog == nil ? "NULL" : "&init_watchdog");
      \(pointers.joined())\
      bool (*const bulkhead_init_admit_down)(int) = \(resets ? "bulkhead_admit_down" : "NULL");
      \(resets ? retained(table) : "")
      """
  }

  /// `init_watchdog`.
  private var facts: String {
    """
    void \(functions.start)(uintptr_t base, uint32_t cycles);
    void \(functions.feed)(uintptr_t base);
    void \(functions.stop)(uintptr_t base);
    \(functions.expired.map { "bool \($0)(uintptr_t base);\n" } ?? "")\
    static const struct bulkhead_init_watchdog init_watchdog = {
    \t\(base)u, \(cyclesPerSecond / 1000)u,
    \t\(functions.start), \(functions.feed), \(functions.stop), \(functions.expired ?? "NULL"),
    };

    """
  }

  /// What outlasts a reset.
  private static func retained(_ table: [InitStep]) -> String {
    // FNV-1a; a table with as many entries in another order is another one.
    let number = table.flatMap { Array($0.identity.utf8) + [0] }
      .reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return """
      const uint32_t bulkhead_init_table_number = \(number)u;
      __attribute__((section(".noinit"))) struct bulkhead_init_retained bulkhead_init_retained;
      __attribute__((section(".noinit"))) uint8_t bulkhead_init_culprits[\(max(1, table.count))];

      """
  }
}

extension ImageModel {
  /// Nil if the board chooses none, or the image is to do without.
  var initWatchdog: InitWatchdog? {
    let reader = DeviceReader(tree: tree, bindings: bindings)
    guard configuration.isOn("INIT_WATCHDOG"), let node = tree.chosen(Chosen.initWatchdog),
      let binding = reader.binding(of: node), let functions = binding.initWatchdog
    else { return nil }
    return InitWatchdog(
      node: node, base: tree.regions(of: node).first?.address ?? 0,
      cyclesPerSecond: reader.clockFrequency(of: node, binding), functions: functions)
  }

  /// Whether deadlines hold for code that masks all interrupts with an instruction of its own.
  var reachOfDeadlines: String {
    let subject = "code that masks all interrupts with an instruction: "
    if let watchdog = initWatchdog {
      let name = watchdog.node.displayName
      return subject + (watchdog.resets ? "left out after a reset by \(name)" : "ended by \(name)")
    }
    let isChosen = tree.chosen(Chosen.initWatchdog) != nil
    let reason =
      isChosen ? "CONFIG_INIT_WATCHDOG=n" : "the board chooses no \(Chosen.initWatchdog)"
    return subject + "out of reach, for \(reason)"
  }
}
