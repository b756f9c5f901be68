// A thread's own priority, as opposed to what mutexes lend it.

import CBulkhead
import KernelCore

extension Thread {
  /// The priority it runs at, with what mutexes lend.
  public var priority: Int32 { Thread.priority(of: level) }

  /// Gives the thread another priority of its own; what mutexes lend stays.
  public func setPriority(_ priority: Int32) {
    let key = Port.lock()
    let own = Thread.level(of: priority)
    fields.base_level = own
    kernel.setLevel(lentLevel(own), of: self)
    kernel.passOn(from: self)
    Port.unlock(key)
  }

  /// Whether a more urgent thread could take the processor from this one.
  public var isPreemptible: Bool { fields.ceiling != 0 }
}
