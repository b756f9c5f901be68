// Heap.

import Bulkhead
import BulkheadTesting

let heap = Heap<1024>()
let contended = Heap<512>()
let holder = Thread<1024>()

test("an allocation is so many bytes, which keep their contents") {
  var first = heap.allocate(byteCount: 100)
  var second = heap.allocate(byteCount: 30)
  require(first.byteCount, equals: 100)
  var bytes = first.bytes
  for index in 0..<100 { bytes.storeBytes(of: 0xaa, toByteOffset: index, as: UInt8.self) }
  var others = second.bytes
  for index in 0..<30 { others.storeBytes(of: 0x55, toByteOffset: index, as: UInt8.self) }
  bytes = first.bytes
  require(bytes.byteCount, equals: 100)
  for index in 0..<100 {
    require(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self), equals: 0xaa)
  }
}

test("memory is free again when the owner goes") {
  for _ in 0..<50 {
    let large = heap.allocate(byteCount: 900)
    require(large.byteCount, equals: 900)
    require(heap.allocateIfRoom(byteCount: 900) == nil)
  }
}

test("an allocation is aligned as one asks") {
  let odd = heap.allocate(byteCount: 3)
  var aligned = heap.allocate(byteCount: 8, alignment: 64)
  var bytes = aligned.bytes
  let address = unsafe bytes.withUnsafeMutableBytes { UInt(bitPattern: $0.baseAddress) }
  require(address % 64, equals: 0)
  require(odd.byteCount, equals: 3)
}

test("a wait ends when memory is free, or when its time is up") {
  holder.start(priority: .preemptible(5)) {
    let large = contended.allocate(byteCount: 400)
    sleep(for: .milliseconds(5))
    require(large.byteCount, equals: 400)
  }
  sleep(for: .milliseconds(1))
  require(throws: .timedOut) { () throws(WaitError) in
    _ = try contended.allocate(byteCount: 400, within: .milliseconds(1))
  }
  let large = contended.allocate(byteCount: 400)
  require(large.byteCount, equals: 400)
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
}

test("more than the heap has is never there") {
  require(heap.allocateIfRoom(byteCount: 5_000) == nil)
  require(heap.allocateIfRoom(byteCount: 0) == nil)
}
