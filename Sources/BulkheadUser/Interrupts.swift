// Interrupts: a line and its handler, and short times without any. All of it needs privileges, as main
// has them; handlers have them, too.

import CBulkhead

/// Calls `body` with interrupts off, so that nothing comes between.
///
/// Any context with privileges: the kernel's function is out of reach for others, and ends them. For a
/// few instructions: whatever waits for an interrupt waits for `body`. It must not wait.
@inline(__always)
public func withInterruptsOff<Result: ~Copyable, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let key = irq_lock()
  defer { irq_unlock(key) }
  return try body()
}

/// Whether this code runs in an interrupt handler.
///
/// Any context.
public var isInInterrupt: Bool { !k_is_user_context() && k_is_in_isr() }

/// A line of the interrupt controller, by the number that the board's description gives it.
///
/// Only with privileges.
public struct Interrupt: Hashable, Sendable {
  /// Why a handler could not be connected.
  public enum ConnectError: Error, Sendable {
    /// The controller has no such line.
    case noSuchLine
  }

  public let line: UInt32

  public init(line: UInt32) { self.line = line }

  /// Makes `handler` the line's; the line stays disabled until `enable`.
  ///
  /// It is called in interrupt context, with privileges, where it gives, sends and wakes, but never
  /// waits: a literal closure without captures, or a function's name. 0 is the most urgent priority.
  /// Throws `noSuchLine`. Thread.
  public func connect(
    priority: UInt32, _ handler: @escaping @convention(c) () -> Void
  ) throws(ConnectError) {
    // Safety: the pointer is the function, and comes back as it.
    let result = unsafe irq_connect_dynamic(
      line, priority,
      { handler in
        unsafe unsafeBitCast(handler.unsafelyUnwrapped, to: (@convention(c) () -> Void).self)()
      }, unsafeBitCast(handler, to: UnsafeRawPointer.self), 0)
    if result < 0 { throw .noSuchLine }
  }

  /// Lets the line interrupt.
  public func enable() { irq_enable(line) }
  /// Keeps the line from interrupting; what comes meanwhile is pending.
  public func disable() { irq_disable(line) }
  public var isEnabled: Bool { irq_is_enabled(line) != 0 }
}
