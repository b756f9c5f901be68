/// Who has a line of the image's interrupt table.
private struct InterruptOwner {
  var line: UInt32
  var handler: String
  var argument: String

  var row: String { "{\(handler), \(argument)}" }
}

/// The part of `image.c` about interrupts and exceptions.
extension ImageSource {
  var interruptTable: String {
    var rows = (0..<model.controller.lines).map { "{bulkhead_spurious, (const void *)\($0)}" }
    var chains = ""
    let owners = Dictionary(grouping: interruptOwners, by: \.line)
    for (line, owners) in owners.sorted(by: { $0.key < $1.key }) {
      rows[Int(line)] = owners[0].row
      guard owners.count > 1 else { continue }
      let calls = owners.map { "\t\($0.handler)(\($0.argument));\n" }.joined()
      chains +=
        "static void shared_\(line)(const void *argument)\n{\n\t(void)argument;\n"
        + "\(calls)}\n"
      rows[Int(line)] = "{shared_\(line), NULL}"
    }
    let text = rows.enumerated().map { "\t[\($0)] = \($1),\n" }.joined()
    return chains + "struct bulkhead_interrupt_entry bulkhead_interrupts[] = {\n\(text)};\n"
      + "uint32_t bulkhead_line_owners[\(max(1, rows.count))];\n"
  }

  private var interruptOwners: [InterruptOwner] {
    model.devices.flatMap { device in
      device.interrupts.compactMap { interrupt in
        interrupt.handler.map {
          InterruptOwner(line: interrupt.line, handler: $0, argument: reference(device))
        }
      }
    }
  }

  /// The handler of the non-maskable interrupt, if a device or the kernel uses it; several may share it.
  private var nmi: String {
    var calls = model.devices.compactMap { device in
      device.binding.nmi.map { "\t\($0)(\(reference(device)));\n" }
    }
    // First: what the kernel takes back, no driver finds.
    if let watchdog = model.initWatchdog, !watchdog.resets {
      calls.insert("\tport_serve_init_watchdog();\n", at: 0)
    }
    return calls.isEmpty ? "" : "static void nmi(void)\n{\n\(calls.joined())}\n"
  }

  /// SysTick's handler where its driver is not in the image: it looks at deadlines before the clock does.
  private var idleCoreTimer: String? {
    guard model.processor.isCortexM, let timer = model.coreTimer, !timer.isClock,
      configuration.number("INIT_DEADLINE_MS", or: 0) > 0
    else { return nil }
    return "(bulkhead_vector)bulkhead_core_timer_expired"
  }

  var vectors: String {
    let isUser = configuration.isOn("USERSPACE")
    let closes = configuration.isOn("CLOSED_STACKS")
    let kind = closes ? "_closed" : isUser ? "_user" : ""
    var rows = [String](repeating: "bulkhead_fault" + kind, count: 16)
    rows[1] = "bulkhead_reset"
    for reserved in [7, 8, 9, 10, 12, 13, 15] { rows[reserved] = "bulkhead_unexpected" }
    let suffix = kind + (configuration.isOn("FPU") ? "_fpu" : "")
    rows[11] = isUser ? "bulkhead_svc" + suffix : "bulkhead_svc"
    rows[14] = "bulkhead_pendsv" + suffix
    if let timer = idleCoreTimer { rows[15] = timer }
    for (number, handler) in exceptions(model.devices.map(\.binding)) where number < 16 {
      rows[number] = "(bulkhead_vector)\(handler)"
    }
    if !nmi.isEmpty { rows[2] = "nmi" }
    rows += [String](repeating: "bulkhead_interrupt", count: Int(model.controller.lines))
    let size = Self.stacks.first { $0.name == "interrupt_stack" }.map(size) ?? 0
    let text = rows.dropFirst().enumerated().map { "\t[\($0 + 1)] = \($1),\n" }.joined()
    return nmi + """
      typedef void (*bulkhead_vector)(void);
      void bulkhead_reset(void);
      void bulkhead_fault(void);
      void bulkhead_fault_user(void);
      void bulkhead_fault_closed(void);
      /* A port without system calls has no handler for them. */
      __attribute__((weak)) void bulkhead_svc(void) { bulkhead_spurious(NULL); }
      void bulkhead_pendsv(void);
      void bulkhead_pendsv_fpu(void);
      void bulkhead_svc_user(void);
      void bulkhead_svc_user_fpu(void);
      void bulkhead_pendsv_user(void);
      void bulkhead_pendsv_user_fpu(void);
      void bulkhead_svc_closed(void);
      void bulkhead_svc_closed_fpu(void);
      void bulkhead_pendsv_closed(void);
      void bulkhead_pendsv_closed_fpu(void);
      void bulkhead_interrupt(void);
      #define bulkhead_unexpected ((bulkhead_vector)bulkhead_spurious)
      __attribute__((used, section(".vectors"))) const bulkhead_vector bulkhead_vectors[] = {
      	[0] = (bulkhead_vector)(void *)&interrupt_stack[\(size)],
      \(text)};

      """
  }
}
