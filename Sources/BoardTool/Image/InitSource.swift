/// Writes `init.c`: what belongs to the init entries beside their records, and the stack they run on, as
/// Include/bulkhead/init_table.h lays it out.
struct InitSource {
  /// The table, in its order.
  var table: [InitStep]
  /// Whether what is up can go down.
  var hasShutdown: Bool
  /// Nil if the description says nothing of it.
  var coreTimer: CoreTimer?
  /// Nil if the image makes no use of one.
  var watchdog: InitWatchdog?
  /// Bytes of the main thread's stack.
  var stackSize: Int
  /// Whether something is said of what becomes of threads that fault.
  var settlesFaults = false
  var hasCompartments = false
  var hasUnprotectedCompartments = false
  var capabilities = Capabilities.none

  /// What holds an image's capabilities: Include/bulkhead/capability_request.h.
  enum Capabilities {
    /// There are none.
    case none
    case hardware
    /// The kernel, and compartments may have so many.
    case kernel(inCompartments: Int)
  }

  private var capabilityHooks: String {
    let quota =
      hasCompartments
      ? "bulkhead_quota_of_compartment()"
      : hasUnprotectedCompartments
        ? "bulkhead_quota_of_unprotected()"
        : "(struct bulkhead_held_quota){0, CONFIG_CAPABILITIES}"
    let (end, pass, places) =
      switch capabilities {
      case .none:
        ("(void)start, (void)size", "(*to = (bulkhead_capability_t){0}, 0)", "")
      case .hardware:
        ("(void)start, (void)size", "port_pass_capability(to, from, how, is_back)", "")
      case .kernel(let count):
        (
          "bulkhead_forget_capabilities(start, size)",
          "bulkhead_pass_held_capability(to, from, how, is_back, receiver)",
          """
          #define HELD_CAPABILITIES (CONFIG_CAPABILITIES + \(count))
          struct bulkhead_held_capability bulkhead_held_capabilities[HELD_CAPABILITIES + 1];
          const uint32_t bulkhead_held_capability_count = HELD_CAPABILITIES;
          const uint32_t bulkhead_held_by_application = CONFIG_CAPABILITIES;
          uint32_t bulkhead_held_types;
          struct bulkhead_held_quota bulkhead_running_quota(void) { return \(quota); }

          """
        )
      }
    return """
      #include <bulkhead/unprotected_call.h>
      \(places)\
      void bulkhead_stack_ends(uintptr_t start, size_t size) { \(end); }
      int bulkhead_pass_capability(bulkhead_capability_t *to, const bulkhead_capability_t *from, uint32_t how,
      			     bool is_back, struct bulkhead_compartment *receiver)
      {
      	(void)from, (void)how, (void)is_back, (void)receiver;
      	return \(pass);
      }

      """
  }

  /// See Include/bulkhead/compartment.h.
  private var compartmentHooks: String {
    let (leave, fail, adopt, lose) =
      hasCompartments
      ? (
        "bulkhead_leave_compartments(thread)", "bulkhead_fail_call()",
        "bulkhead_adopt_in_compartment(thread, user)", "bulkhead_take_lent_back()"
      ) : ("(void)thread", "false", "thread->user = user", "")
    return """
      void bulkhead_leave_compartments(struct k_thread *thread);
      bool bulkhead_fail_call(void);
      void bulkhead_thread_leaves(struct k_thread *thread) { \(leave); }
      bool bulkhead_call_fails(void) { return \(fail); }
      struct bulkhead_user;
      void bulkhead_adopt_in_compartment(struct k_thread *thread, struct bulkhead_user *user);
      void bulkhead_take_lent_back(void);
      void bulkhead_lender_loses(void) { \(lose); }
      void bulkhead_thread_adopts(struct k_thread *thread, struct bulkhead_user *user) { \(adopt); }

      """
  }

  var text: String {
    let places = Dictionary(
      uniqueKeysWithValues: table.enumerated().map { ($1.identity, $0) })
    let rows = table.enumerated().map { place, step in
      let dependencies = step.dependencies.compactMap { places[$0.target] }
      let audit = step.isAudited ? 1 << 13 : 0
      let facts = [
        step.deadline ?? 0, step.policy.rawValue << 14 | audit | dependencies.count,
      ]
      let words = facts + dependencies
      return "\t/* \(place): \(step.name) */ \(words.map(String.init).joined(separator: ", ")),\n"
    }
    let deadlines = table.compactMap(\.deadline).filter { $0 > 0 }
    let watchdog = deadlines.isEmpty ? nil : watchdog
    let hasPolicies = table.contains { $0.policy != .optional }
    let isSupervised = !deadlines.isEmpty || hasPolicies
    let step =
      watchdog?.resets == true
      ? "guard" : isSupervised ? "supervise" : hasShutdown ? "own" : "bring_up"
    let takeBack = isSupervised || hasShutdown ? "bulkhead_take_back" : "NULL"
    let policy = hasPolicies ? "bulkhead_follow_init_policy" : "NULL"
    let pointers = [
      ("void", "init_watch", "start_init_watch"), ("void", "init_unwatch", "stop_init_watch"),
      ("void", "init_look", "look_at_deadline"),
      ("bool", "core_timer_handler", "serve_core_timer"),
    ].map { result, name, function in
      "\(result) (*const bulkhead_\(name))(void) = "
        + (deadlines.isEmpty ? "NULL;\n" : "bulkhead_\(function);\n")
    }
    // So that an entry is ended at most an eighth of its deadline late.
    let period = max(1, (deadlines.min() ?? 0) / 8)
    let stages = 0...InitLevel.allCases.count
    let ends = stages.map { stage in "\(table.count { $0.stage <= stage })" }
    return """
      /* Generated by ./bulkhead: what belongs to the entries of the init table, and their stack. */
      #include <bulkhead/init_table.h>

      const uint16_t bulkhead_init_ends[] = {\(ends.joined(separator: ", "))};
      const uint16_t bulkhead_init_plan[] = {
      \(rows.isEmpty ? "\t0,\n" : rows.joined())};
      void (*const bulkhead_init_step)(void) = bulkhead_\(step)_level;
      int (*const bulkhead_init_take_back)(int, bool) = \(takeBack);
      void (*const bulkhead_init_policy)(void) = \(policy);
      \(compartmentHooks)\(capabilityHooks)\
      \(pointers.joined())\
      const uint16_t bulkhead_init_watch_period = \(period);
      const struct bulkhead_core_timer bulkhead_core_timer = {\(coreTimer?.text ?? "0")};
      \(InitWatchdog.text(of: watchdog, table))\
      struct bulkhead_init_outcome bulkhead_init_outcomes[\(max(1, table.count))];
      \(faultSettling)\

      K_THREAD_STACK_DEFINE(bulkhead_stack_of_main, \(stackSize));
      __asm__(".globl bulkhead_stack_of_main_size; .set bulkhead_stack_of_main_size, \(stackSize)");

      """
  }

  /// What such an image has before the kernel's own way with a fault.
  static let wrappedForFaults = ["bulkhead_report_fault", "bulkhead_fail"]

  private var faultSettling: String {
    guard settlesFaults else { return "" }
    return """
      #include <bulkhead/fault_settling.h>
      struct bulkhead_supervision bulkhead_supervisions[CONFIG_MAX_SUPERVISED_THREADS];
      const uint32_t bulkhead_supervision_count = CONFIG_MAX_SUPERVISED_THREADS;
      void __real_bulkhead_report_fault(const struct bulkhead_fault *fault);
      void __wrap_bulkhead_report_fault(const struct bulkhead_fault *fault)
      {
      	if (!bulkhead_settle_fault(fault)) {
      		__real_bulkhead_report_fault(fault);
      	}
      }
      void __real_bulkhead_fail(const struct bulkhead_fault *fault);
      void __wrap_bulkhead_fail(const struct bulkhead_fault *fault)
      {
      	bulkhead_settle_own_fault(fault);
      	__real_bulkhead_fail(fault);
      }

      """
  }
}
