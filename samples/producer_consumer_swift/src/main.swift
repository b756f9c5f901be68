// Two producers and a consumer share a queue of four readings. The queue is typed by what it
// carries; a full one holds the producers up, an empty one the consumer. Everything the threads
// share is a global `let`, so it is there when the image starts and nothing is allocated.

import Bulkhead

struct Reading: BitwiseCopyable, Sendable {
  var producer: Int
  var value: Int
}

let readingsEach = 5
let readings = MessageQueue<Reading, 4>()
let totals = Mutex((count: 0, sum: 0))
let first = Thread<1024>()
let second = Thread<1024>()
let consumer = Thread<1024>()

func produce(number: Int) {
  for step in 1...readingsEach {
    readings.send(Reading(producer: number, value: number * 100 + step))
    sleep(for: .milliseconds(10 * number))
  }
}

func consume() {
  while let reading = try? readings.receive(within: .milliseconds(100)) {
    Console.print("from producer \(reading.producer): \(reading.value)")
    totals.withLock {
      $0.count += 1
      $0.sum += reading.value
    }
  }
  Console.print("nothing for 100 ms")
}

first.start(name: "first", priority: .preemptible(5), number: 1, produce)
second.start(name: "second", priority: .preemptible(5), number: 2, produce)
consumer.start(name: "consumer", priority: .preemptible(4), consume)
consumer.join()

let (count, sum) = totals.withLock { $0 }
Console.print("\(count) readings, sum \(sum)")
