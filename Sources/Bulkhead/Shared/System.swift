// The end of the system.

import CBulkhead

/// The system as a whole.
public enum System {
  /// Ends the application's threads, calls the shutdown functions of all entries that are up, the
  /// last one up first, and ends the run: with status 0 if all of them succeeded, else 1.
  ///
  /// What fails is recorded, and the others go down. Thread. Drivers have shutdown functions only
  /// with CONFIG_SHUTDOWN.
  public static func shutDown() -> Never { bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED) }

  /// The same, with another last step: `last` is called on the thread that ran the boot, with
  /// interrupts masked, when all devices are down, the console too, and does not return.
  ///
  /// `last` is a literal closure without captures, or a function's name. Thread.
  public static func shutDown(then last: @escaping @convention(c) () -> Void) -> Never {
    // Safety: the pointer is the function, and comes back once.
    unsafe bulkhead_shutdown_then(
      BULKHEAD_SHUTDOWN_HAND_OFF,
      { last in
        unsafe unsafeBitCast(last.unsafelyUnwrapped, to: (@convention(c) () -> Void).self)()
      }, unsafeBitCast(last, to: UnsafeMutableRawPointer.self))
  }

  /// Makes the return of main take the system down; the run ends with main's status.
  ///
  /// Any context.
  public static func shutsDownAfterMain() { z_sys_shutdown_enable() }
}
