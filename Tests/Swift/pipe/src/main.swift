// Pipe.

import Bulkhead
import BulkheadTesting

let writer = Thread<1024>()
let stream = Pipe<4>()
let closing = Pipe<4>()
let resetting = Pipe<4>()

func bytes(from first: UInt8) -> InlineArray<6, UInt8> {
  InlineArray { first + UInt8($0) }
}

test("bytes come out in the order they went in") {
  let pipe = Pipe<8>()
  var buffer = InlineArray<6, UInt8>(repeating: 0)
  for round: UInt8 in 0..<5 {
    let sent = bytes(from: round * 10)
    require(try? pipe.writeIfRoom(sent.span), equals: 6)
    require(pipe.count, equals: 6)
    var span = buffer.mutableSpan
    require(try? pipe.readIfAny(into: &span), equals: 6)
    for index in 0..<6 { require(buffer[index], equals: sent[index]) }
  }
}

test("what there is no room for is not written") {
  let pipe = Pipe<4>()
  var buffer = InlineArray<6, UInt8>(repeating: 0)
  let sent = bytes(from: 1)
  require(try? pipe.writeIfRoom(sent.span), equals: 4)
  require(try? pipe.writeIfRoom(sent.span), equals: 0)
  require(throws: .timedOut) { () throws(PipeError) in
    try pipe.write(sent.span, within: .milliseconds(5))
  }
  var span = buffer.mutableSpan
  require(try? pipe.read(into: &span, within: .milliseconds(5)), equals: 4)
  require(buffer[3], equals: 4)
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
  span = buffer.mutableSpan
  require(try? pipe.readIfAny(into: &span), equals: 0)
}

test("an empty one is waited for until the time is up") {
  let pipe = Pipe<4>()
  var buffer = InlineArray<6, UInt8>(repeating: 0)
  require(throws: .timedOut) { () throws(PipeError) in
    var span = buffer.mutableSpan
    return try pipe.read(into: &span, within: .milliseconds(5))
  }
}

test("more than fits goes through to a reader") {
  writer.start(priority: .preemptible(5)) {
    let sent = bytes(from: 1)
    require((try? stream.write(sent.span)) != nil)
    require((try? stream.write(sent.span)) != nil)
  }
  var buffer = InlineArray<12, UInt8>(repeating: 0)
  var span = buffer.mutableSpan
  require(try? stream.read(into: &span), equals: 12)
  for index in 0..<12 { require(buffer[index], equals: UInt8(index % 6 + 1)) }
}

test("a closed one gives what is in it, and then says so") {
  let sent = bytes(from: 1)
  require(try? closing.writeIfRoom(sent.span), equals: 4)
  writer.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(5))
    closing.close()
  }
  var buffer = InlineArray<6, UInt8>(repeating: 0)
  var span = buffer.mutableSpan
  require(try? closing.read(into: &span), equals: 4)
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
  require(throws: .closed) { () throws(PipeError) in
    var span = buffer.mutableSpan
    return try closing.readIfAny(into: &span)
  }
  require(throws: .closed) { () throws(PipeError) in try closing.write(sent.span) }
}

test("a reset drops the bytes and ends the waits") {
  let sent = bytes(from: 1)
  require(try? resetting.writeIfRoom(sent.span), equals: 4)
  resetting.reset()
  require(resetting.count, equals: 0)
  writer.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(5))
    resetting.reset()
  }
  var buffer = InlineArray<6, UInt8>(repeating: 0)
  require(throws: .cancelled) { () throws(PipeError) in
    var span = buffer.mutableSpan
    return try resetting.read(into: &span)
  }
}
