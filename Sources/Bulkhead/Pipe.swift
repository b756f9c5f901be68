// Pipes: streams of bytes.

import CBulkhead
import Kernel
import KernelCore

/// Why a transfer through a pipe brought nothing.
public enum PipeError: Error, Sendable {
  /// The time was up first.
  case timedOut
  /// The pipe was reset meanwhile.
  case cancelled
  /// The pipe is closed, and what was in it has been read.
  case closed
}

/// A stream of bytes, of which `capacity` may be on their way: a writer waits for room, a reader
/// until its buffer is full.
///
/// Belongs in a global or static `let`. Bytes go directly from a writer to a reader who waits.
@safe
public struct Pipe<let capacity: Int>: ~Copyable, @unchecked Sendable {
  private let record: Cell<PipeRecord>
  private let ring: Room<UInt8, capacity>

  /// An empty one.
  @inline(__always)
  public init() {
    precondition(capacity > 0)
    unsafe record = Cell(PipeRecord())
    ring = Room()
  }

  /// The kernel's pipe over this object's ring.
  ///
  /// Safety: the record lies in this object, which is borrowed while the reference is used. The
  /// ring's address enters the record at the first use, because a constant cannot contain it.
  @inline(__always)
  var kernel: Kernel.Pipe {
    if unsafe record.address.pointee.buffer != ring.start { settle() }
    return unsafe Kernel.Pipe(record.address)
  }

  @inline(never)
  private func settle() {
    withInterruptsOff {
      if unsafe record.address.pointee.buffer == nil {
        unsafe record.address.pointee.flags = PIPE_FLAG_OPEN.rawValue
      }
      // Places in the ring are numbers, so they stay right if the object was moved.
      unsafe record.address.pointee.size = capacity
      unsafe record.address.pointee.buffer = ring.start
    }
  }

  /// The bytes that can be read without waiting.
  ///
  /// Any context.
  public var count: Int { kernel.used }

  /// Writes all bytes, waiting for room.
  ///
  /// Thread. Throws `closed` and `cancelled`. Cost: the copy.
  public func write(_ bytes: Span<UInt8>) throws(PipeError) { _ = try put(bytes, .forever) }

  /// Writes bytes, waiting for room at most that long; how many there was room for.
  ///
  /// Thread. Throws `timedOut` if for none, `closed` and `cancelled`.
  public func write(_ bytes: Span<UInt8>, within duration: Duration) throws(PipeError) -> Int {
    try put(bytes, Timeout(duration))
  }

  /// Writes as many bytes as there is room for now; how many.
  ///
  /// Any context. Throws `closed`.
  public func writeIfRoom(_ bytes: Span<UInt8>) throws(PipeError) -> Int {
    do throws(PipeError) {
      return try put(bytes, .none)
    } catch .timedOut {
      return 0
    }
  }

  /// Fills the buffer, waiting for bytes; how many they are: fewer if the pipe is closed meanwhile.
  ///
  /// Thread. Throws `closed` and `cancelled`. Cost: the copy.
  public func read(into buffer: inout MutableSpan<UInt8>) throws(PipeError) -> Int {
    try get(&buffer, .forever)
  }

  /// Fills the buffer, waiting for bytes at most that long; how many came.
  ///
  /// Thread. Throws `timedOut` if none, `closed` and `cancelled`.
  public func read(
    into buffer: inout MutableSpan<UInt8>, within duration: Duration
  ) throws(PipeError) -> Int {
    try get(&buffer, Timeout(duration))
  }

  /// Reads what there is now, at most the buffer full; how many bytes.
  ///
  /// Any context. Throws `closed`.
  public func readIfAny(into buffer: inout MutableSpan<UInt8>) throws(PipeError) -> Int {
    do throws(PipeError) {
      return try get(&buffer, .none)
    } catch .timedOut {
      return 0
    }
  }

  /// Drops the bytes, and ends all waits.
  ///
  /// Any context. Cost grows with the waiters.
  public func reset() { kernel.reset() }

  /// Ends writing for good, and all waits; what is there can still be read.
  ///
  /// Any context. Cost grows with the waiters.
  public func close() { kernel.close() }

  private func put(_ bytes: Span<UInt8>, _ limit: Timeout) throws(PipeError) -> Int {
    // Safety: the bytes are borrowed until the transfer has ended.
    try check(
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let start = bytes.baseAddress else { return (0, .done) }
        return unsafe kernel.write(start, bytes.count, enough: 0, limit)
      })
  }

  private func get(
    _ buffer: inout MutableSpan<UInt8>, _ limit: Timeout
  ) throws(PipeError) -> Int {
    // Safety: the buffer is this call's alone until the transfer has ended.
    try check(
      unsafe buffer.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return (0, .done) }
        return unsafe kernel.read(start, buffer.count, enough: 0, limit)
      })
  }

  /// What went through counts, however the transfer ended.
  private func check(_ result: Kernel.Pipe.Result) throws(PipeError) -> Int {
    if result.count != 0 || result.outcome == .done { return result.count }
    switch result.outcome {
    case .closed: throw .closed
    case .cancelled: throw .cancelled
    default: throw .timedOut
    }
  }
}

extension Pipe: Pollable {
  /// There are bytes to read.
  public var readiness: Readiness {
    unsafe Readiness(K_POLL_TYPE_PIPE_DATA_AVAILABLE, record.address)
  }
}
