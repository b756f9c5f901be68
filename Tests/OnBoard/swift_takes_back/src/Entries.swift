import Bulkhead
import Synchronization

/// How often something of an entry was called.
let calls = Atomic<Int>(0)

private func call() { calls.add(1, ordering: .relaxed) }

/// What an entry starts.
private struct Things: ~Copyable {
  let timer = Timer()
  let delayed = DelayedWork { call() }
  let thread = Thread<1024>()

  func start() {
    timer.start(after: .milliseconds(5), every: .milliseconds(5)) { call() }
    delayed.schedule(after: .milliseconds(100))
    thread.start(priority: .preemptible(1)) {
      while true {
        call()
        sleep(for: .milliseconds(5))
      }
    }
  }

  func stop() {
    timer.stop()
    delayed.cancelAndWait()
    thread.abort()
  }
}

private let greedyThings = Things()
private let carefulThings = Things()
private let carelessThings = Things()

@used let greedy = InitEntry(
  {
    greedyThings.start()
    sleep(for: .seconds(3600))
    return 0
  }, level: .postKernel, deadline: .milliseconds(30))

@used let look = InitEntry(
  { 0 },
  shutdown: {
    let before = calls.load(ordering: .relaxed)
    sleep(for: .milliseconds(200))
    Console.print("calls of what is down: \(calls.load(ordering: .relaxed) - before)")
    return 0
  }, level: .application, priority: 0)

@used let careful = InitEntry(
  {
    carefulThings.start()
    return 0
  },
  shutdown: {
    carefulThings.stop()
    Console.print("careful is done")
    return 0
  }, level: .application, priority: 1)

@used let careless = InitEntry(
  {
    carelessThings.start()
    return 0
  }, shutdown: { 0 }, level: .application, priority: 2)
