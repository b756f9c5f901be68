// Objects outside main.swift, whose top level does not name them.

import Bulkhead

let made = Mutex(0)
let early = Early(number: 1)
private let lonely = Early(number: 10)
let queue = MessageQueue<Int, 4>()
let worker = Thread<1024>()

/// A value that no linker can initialise: making it has an effect.
struct Early: ~Copyable {
  let number: Int

  init(number: Int) {
    self.number = number
    made.withLock { $0 += number }
  }
}

/// Uses what nobody else does.
func lonelyNumber() -> Int { lonely.number }
