// Threads of the Swift API have no privileges: one reads what is not the application's, one calls address 0, and one
// breaks a contract; each ends with a report that names it, and the others go on.

import Bulkhead

let beats = Semaphore()
let drum = Thread<1024>()
let curious = Thread<1024>()
let lost = Thread<1024>()
let hasty = Thread<1024>()

func beat() {
  for _ in 1...3 {
    sleep(for: .milliseconds(5))
    beats.give()
  }
}

func readMemoryOfTheKernel() {
  let place = UnsafePointer<UInt32>(bitPattern: address_of_kernel_number())
  if let place { Console.print("read \(unsafe place.pointee)") }
}

func followNull() {
  unsafe unsafeBitCast(address_zero(), to: (@convention(c) () -> Void).self)()
}

drum.start(name: "drum", priority: .preemptible(5), beat)
curious.start(name: "curious", priority: .preemptible(6), readMemoryOfTheKernel)
curious.join()
lost.start(name: "lost", priority: .preemptible(6), followNull)
lost.join()
hasty.start(name: "hasty", priority: .preemptible(6)) {
  drum.start(priority: .preemptible(6), beat)
}
hasty.join()
for number in 1...3 {
  beats.take()
  Console.print("beat \(number)")
}
drum.join()
readMemoryOfTheKernel()
