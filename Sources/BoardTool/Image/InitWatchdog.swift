import Devicetree

/// The watchdog that looks after deadlines where all interrupts are masked.
struct InitWatchdog {
  let node: Node
  let base: UInt64
  let cyclesPerSecond: UInt32
  let functions: Binding.InitWatchdog

  /// The facts as C: `init_watchdog`.
  var text: String {
    """
    void \(functions.start)(uintptr_t base, uint32_t cycles);
    void \(functions.feed)(uintptr_t base);
    void \(functions.stop)(uintptr_t base);
    bool \(functions.expired)(uintptr_t base);
    static const struct bulkhead_init_watchdog init_watchdog = {
    \t\(base)u, \(cyclesPerSecond / 1000)u,
    \t\(functions.functions.joined(separator: ", ")),
    };

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
    if let watchdog = initWatchdog { return subject + "ended by \(watchdog.node.displayName)" }
    let isChosen = tree.chosen(Chosen.initWatchdog) != nil
    let reason =
      isChosen ? "CONFIG_INIT_WATCHDOG=n" : "the board chooses no \(Chosen.initWatchdog)"
    return subject + "out of reach, for \(reason)"
  }
}
