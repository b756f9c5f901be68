// The one owner of state. Everything the kernel knows that is not in a record the application
// gave it stands in this value.
//
// Rule: nothing switches threads and nothing calls out while a part of `kernel` is being
// modified in place; functions read, decide, change, and then let go.

import CBulkhead
import KernelCore

/// All mutable state of the kernel; guarded by masking interrupts (`Port.lock`).
struct Kernel {
  /// The thread that runs, or that the running handler interrupted.
  var running: Thread?
  /// Runs when nobody else can; alone at the last level of the ready queue.
  var idle: Thread?
  var ready = ReadyQueue<Thread>()
  var clock = Clock()
  var slicing = Slicing()
  /// Every thread that has begun and not ended, in no particular order.
  var alive: Thread?
  var phase = Phase.preKernel
  var boot = InitProgress()
  /// Ends the shutdown function that runs, once the system goes down; gets what it comes to.
  var abandonShutdown: (@convention(c) (UInt8) -> Bool)?
  /// What happens when the application's main has returned, with its status.
  var afterMain: (@convention(c) (Int32) -> Void)?
  /// What the application's main returned; nil while it has not.
  var mainStatus: Int32?
  /// Fatal errors that are being reported or, in interrupt context, decided; more than one is an
  /// error in the handling of another.
  var fatalDepth: UInt8 = 0

  /// How far the boot has come.
  enum Phase: UInt8 {
    case preKernel
    case postKernel
    case application
  }

  /// The thread that runs; valid from the boot's first step on.
  @inline(__always)
  var current: Thread {
    // Safety: the boot sets `running` before anything else, and only a switch changes it.
    unsafe running.unsafelyUnwrapped
  }
}

@safe nonisolated(unsafe) var kernel = Kernel()
