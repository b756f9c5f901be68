// Stack.

import Bulkhead
import BulkheadTesting

struct Point: BitwiseCopyable, Equatable {
  var x: Int16
  var y: Int16
}

let pusher = Thread<1024>()
let numbers = Stack<Int, 4>()
let handled = Stack<UInt8, 2>()

test("the last element in is the first out") {
  let points = Stack<Point, 3>()
  require(points.push(Point(x: 1, y: -1)))
  require(points.push(Point(x: 2, y: -2)))
  require(points.pop(), equals: Point(x: 2, y: -2))
  require(points.popIfAny() == Point(x: 1, y: -1))
  require(points.popIfAny() == nil)
}

test("a full one refuses") {
  let stack = Stack<Int, 2>()
  require(stack.push(1))
  require(stack.push(2))
  require(!stack.push(3))
  require(stack.pop(), equals: 2)
}

test("a wait ends with an element, or when its time is up") {
  pusher.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(5))
    require(numbers.push(9))
  }
  require(numbers.pop(), equals: 9)
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
  require(throws: .timedOut) { () throws(WaitError) in try numbers.pop(within: .milliseconds(5)) }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(13))
}

test("a handler may push and pop") {
  runInInterrupt { require(handled.push(200)) }
  require(try? handled.pop(within: .milliseconds(1)), equals: 200)
  runInInterrupt { require(handled.popIfAny() == nil) }
}
