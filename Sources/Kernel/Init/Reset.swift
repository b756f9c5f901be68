// Starting over, for a test harness: Include/bulkhead/testing.h says what that means. The order is
// the boot's, from the point where devices are up.

import CBulkhead
import KernelCore

/// Puts the kernel back to the state in which it entered main.
@c @implementation
public func bulkhead_kernel_reset() {
  bulkhead_kernel_adopt_main_thread()
  var key = Port.lock()
  endOtherThreads()
  kernel.clock.dropAll()
  Port.unlock(key)
  restartTime()
  key = Port.lock()
  bulkhead_restore_objects()
  prepareSystemHeap()
  letterStore = LetterStore()
  Image.mainThread.restore()
  Port.unlock(key)
  bulkhead_start_slicing()
  startSystemThreads()
  createStaticThreads()
}

private func endOtherThreads() {
  var thread = kernel.alive
  while let one = thread {
    // A thread that ends leaves the list and wakes others, but ends no other.
    thread = one.nextAlive
    if one != kernel.current, one != kernel.idle { one.end() }
  }
}

/// Lets the device announce what has passed since its last announcement, and counts from 0.
private func restartTime() {
  // Again and again: a tick may pass between an announcement of none and the question.
  repeat {
    let key = Port.lock()
    let before = kernel.clock.announcements
    ClockDevice.setTimeout(0)
    Port.unlock(key)
    while announcementCount() == before {}
  } while ClockDevice.elapsed() != 0
  let key = Port.lock()
  port_reset()
  kernel.clock.restart()
  Port.unlock(key)
}

@inline(never)
private func announcementCount() -> UInt32 {
  let key = Port.lock()
  let count = kernel.clock.announcements
  Port.unlock(key)
  return count
}

extension Thread {
  /// Gives the main thread what the boot gave it; it runs.
  fileprivate func restore() {
    unsafe fields.held = nil
    unsafe fields.custom_data = nil
    assignSystemHeap()
    owner = .nobody
    fields.base_level = Thread.level(of: Image.mainPriority)
    fields.lock_depth = 0
    kernel.setLevel(fields.base_level, of: self)
    becomeFirst()
  }

  /// Stands at the head of its level, as a thread does that runs; it is ready.
  fileprivate func becomeFirst() {
    settleCeiling()
    kernel.ready.remove(self, from: level)
    kernel.ready.prepend(self, at: level)
    kernel.reconsider()
  }

  /// Takes a thread back from whatever it waited for.
  func stopWaiting() {
    kernel.clock.cancel(timeout)
    if let queue = waitingOn { queue.remove(self) }
    withdraw()
    unsafe fields.wanted = nil
    if state != .ready {
      state = .ready
      _ = kernel.ready.append(self, at: level)
    }
  }
}

/// Tells the kernel that the processor runs on the main thread's stack.
@c @implementation
public func bulkhead_kernel_adopt_main_thread() {
  let main = Image.mainThread
  let jumped = kernel.current
  Port.freeLines()
  guard jumped != main || Port.isInInterrupt else { return }
  Port.maskForGood()
  unsafe port_adopt_thread(main.record)
  kernel.clock.stopServing()
  main.stopWaiting()
  kernel.running = main
  main.fields.lock_depth = 0
  main.isFailing = false
  kernel.fatalDepth = 0
  if jumped == kernel.idle {
    // It may not end; its stack is empty again.
    unsafe port_prepare_thread(jumped.record, jumped.stackEnd)
  } else if jumped != main, !jumped.state.contains(.dead) {
    jumped.end()
  }
  Port.cancelSwitch()
  main.becomeFirst()
  Port.unmaskAll()
}
