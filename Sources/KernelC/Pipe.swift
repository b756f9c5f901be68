// zephyr/kernel/pipe.h, in both its generations.

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_pipe_init(
  _ pipe: UnsafeMutablePointer<PipeRecord>, _ buffer: UnsafeMutablePointer<UInt8>?, _ size: Int
) {
  unsafe Pipe(pipe).prepare(ring: buffer, size: size)
}

// MARK: Zephyr 4.1 and later

@c @implementation
public func k_pipe_write(
  _ pipe: UnsafeMutablePointer<PipeRecord>, _ data: UnsafePointer<UInt8>, _ length: Int,
  _ timeout: k_timeout_t
) -> Int32 {
  guard let count = Int32(exactly: length) else { return Errno.overflow }
  return unsafe answer(Pipe(pipe).write(data, Int(count), enough: 0, Timeout(timeout)))
}

@c @implementation
public func k_pipe_read(
  _ pipe: UnsafeMutablePointer<PipeRecord>, _ data: UnsafeMutablePointer<UInt8>, _ length: Int,
  _ timeout: k_timeout_t
) -> Int32 {
  guard let count = Int32(exactly: length) else { return Errno.overflow }
  let result = unsafe Pipe(pipe).read(data, Int(count), enough: 0, Timeout(timeout))
  // What a reader got before the pipe was closed is its.
  return answer(result.outcome == .closed && result.count != 0 ? (result.count, .done) : result)
}

private func answer(_ result: Pipe.Result) -> Int32 {
  switch result.outcome {
  case .done: Int32(truncatingIfNeeded: result.count)
  case .closed: Errno.brokenPipe
  case .cancelled: Errno.cancelled
  default: result.count != 0 ? Int32(truncatingIfNeeded: result.count) : Errno.again
  }
}

@c @implementation
public func k_pipe_reset(_ pipe: UnsafeMutablePointer<PipeRecord>) { unsafe Pipe(pipe).reset() }

@c @implementation
public func k_pipe_close(_ pipe: UnsafeMutablePointer<PipeRecord>) { unsafe Pipe(pipe).close() }

// MARK: Before Zephyr 4.1

@c @implementation
public func k_pipe_put(
  _ pipe: UnsafeMutablePointer<PipeRecord>, _ data: UnsafeRawPointer, _ length: Int,
  _ written: UnsafeMutablePointer<Int>?, _ least: Int, _ timeout: k_timeout_t
) -> Int32 {
  guard let written = unsafe written else { return Errno.invalid }
  unsafe written.pointee = 0
  guard least <= length else { return Errno.invalid }
  let pipe = unsafe Pipe(pipe)
  if timeout.ticks == 0, !pipe.canWrite(least) { return Errno.inputOutput }
  let result = unsafe pipe.write(
    data.assumingMemoryBound(to: UInt8.self), length, enough: least, Timeout(timeout))
  unsafe written.pointee = result.count
  return result.count >= least ? 0 : Errno.again
}

@c @implementation
public func k_pipe_get(
  _ pipe: UnsafeMutablePointer<PipeRecord>, _ data: UnsafeMutableRawPointer, _ length: Int,
  _ read: UnsafeMutablePointer<Int>?, _ least: Int, _ timeout: k_timeout_t
) -> Int32 {
  guard let read = unsafe read else { return Errno.invalid }
  unsafe read.pointee = 0
  guard least <= length else { return Errno.invalid }
  let pipe = unsafe Pipe(pipe)
  if timeout.ticks == 0, !pipe.canRead(least) { return Errno.inputOutput }
  let result = unsafe pipe.read(
    data.assumingMemoryBound(to: UInt8.self), length, enough: least, Timeout(timeout))
  unsafe read.pointee = result.count
  return result.count >= least ? 0 : Errno.again
}

@c @implementation
public func k_pipe_read_avail(_ pipe: UnsafeMutablePointer<PipeRecord>) -> Int {
  unsafe Pipe(pipe).used
}

@c @implementation
public func k_pipe_write_avail(_ pipe: UnsafeMutablePointer<PipeRecord>) -> Int {
  unsafe Pipe(pipe).free
}

@c @implementation
public func k_pipe_flush(_ pipe: UnsafeMutablePointer<PipeRecord>) {
  _ = unsafe Pipe(pipe).read(nil, Int.max, enough: 0, .none)
}

@c @implementation
public func k_pipe_buffer_flush(_ pipe: UnsafeMutablePointer<PipeRecord>) {
  let pipe = unsafe Pipe(pipe)
  _ = unsafe pipe.read(nil, pipe.used, enough: 0, .none)
}

/// The ring came from the caller's heap and goes back there.
private let ownsRing: UInt32 = 4

@c @implementation
public func k_pipe_alloc_init(_ pipe: UnsafeMutablePointer<PipeRecord>, _ size: Int) -> Int32 {
  if size == 0 {
    unsafe k_pipe_init(pipe, nil, 0)
    return 0
  }
  guard let ring = unsafe allocateForCaller(size) else { return Errno.noMemory }
  unsafe k_pipe_init(pipe, ring.assumingMemoryBound(to: UInt8.self), size)
  unsafe pipe.pointee.flags |= ownsRing
  return 0
}

@c @implementation
public func k_pipe_cleanup(_ pipe: UnsafeMutablePointer<PipeRecord>) -> Int32 {
  if unsafe Pipe(pipe).hasWaiters { return Errno.again }
  if unsafe pipe.pointee.flags & ownsRing != 0, let ring = unsafe pipe.pointee.buffer {
    unsafe freeForCaller(ring)
    unsafe k_pipe_init(pipe, nil, 0)
  }
  return 0
}
