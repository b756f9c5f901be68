// Message queues: a ring of messages of one size. A sender hands its message to a waiting receiver
// directly; a receiver that makes room takes a waiting sender's message in.

import CBulkhead
import KernelCore

/// A message queue, by reference.
///
/// Safety: record, buffer and the caller's messages live while they are used; a waiting thread's
/// message is on its own stack or otherwise its own.
@safe
public struct MessageQueue {
  private let record: UnsafeMutablePointer<MessageQueueRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<MessageQueueRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe private var fields: MessageQueueRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  public var messageSize: Int { fields.msg_size }
  public var capacity: UInt32 { fields.max_msgs }
  public var count: UInt32 { fields.used_msgs }

  /// Begins empty over a buffer of `capacity` messages.
  @unsafe
  public func prepare(buffer: UnsafeMutablePointer<CChar>, messageSize: Int, capacity: UInt32) {
    unsafe record.initialize(to: MessageQueueRecord())
    fields.msg_size = messageSize
    fields.max_msgs = capacity
    unsafe fields.buffer_start = buffer
    unsafe fields.buffer_end = buffer + messageSize &* Int(capacity)
    unsafe fields.read_ptr = buffer
    unsafe fields.write_ptr = buffer
  }

  /// Copies a message in, waiting for room up to the limit.
  ///
  /// In interrupts without waiting.
  @inline(__always)
  @unsafe
  public func put(_ message: UnsafeRawPointer, _ limit: Timeout) -> Outcome {
    let key = Port.lock()
    guard fields.used_msgs < fields.max_msgs else { return unsafe waitToPut(message, limit, key) }
    if waiters.first != nil {
      unsafe handOver(message)
    } else {
      let place = unsafe fields.write_ptr.unsafelyUnwrapped
      unsafe copyMessage(to: place, from: message, fields.msg_size)
      let next = unsafe place + fields.msg_size
      unsafe fields.write_ptr = next == fields.buffer_end ? fields.buffer_start : next
      fields.used_msgs &+= 1
      notifyPollers()
    }
    Port.unlock(key)
    return .done
  }

  /// Copies a message in ahead of all others; otherwise as `put`.
  @unsafe
  public func putFirst(_ message: UnsafeRawPointer, _ limit: Timeout) -> Outcome {
    let key = Port.lock()
    guard fields.used_msgs < fields.max_msgs else { return unsafe waitToPut(message, limit, key) }
    if waiters.first != nil {
      unsafe handOver(message)
    } else {
      unsafe stepBack()
      unsafe copyMessage(to: fields.read_ptr.unsafelyUnwrapped, from: message, fields.msg_size)
      fields.used_msgs &+= 1
      notifyPollers()
    }
    Port.unlock(key)
    return .done
  }

  @unsafe
  private func stepBack() {
    let here = unsafe fields.read_ptr.unsafelyUnwrapped
    let from = unsafe here == fields.buffer_start ? fields.buffer_end.unsafelyUnwrapped : here
    unsafe fields.read_ptr = from - fields.msg_size
  }

  @inline(never)
  @unsafe
  private func handOver(_ message: UnsafeRawPointer) {
    // Safety: called because somebody waits, with interrupts masked since.
    let receiver = unsafe waiters.first.unsafelyUnwrapped
    unsafe copyMessage(
      to: receiver.fields.transfer.unsafelyUnwrapped, from: message, fields.msg_size)
    kernel.wake(receiver, from: waiters)
  }

  @inline(never)
  @unsafe
  private func waitToPut(
    _ message: UnsafeRawPointer, _ limit: Timeout, _ key: Port.Key
  ) -> Outcome {
    unsafe kernel.current.fields.transfer = UnsafeMutableRawPointer(mutating: message)
    return block(in: waiters, limit, key)
  }

  /// Copies the oldest message out, waiting for one up to the limit.
  ///
  /// In interrupts without waiting.
  @inline(__always)
  @unsafe
  public func get(_ message: UnsafeMutableRawPointer, _ limit: Timeout) -> Outcome {
    let key = Port.lock()
    guard fields.used_msgs != 0 else { return unsafe waitToGet(message, limit, key) }
    let place = unsafe fields.read_ptr.unsafelyUnwrapped
    unsafe copyMessage(to: message, from: place, fields.msg_size)
    let next = unsafe place + fields.msg_size
    unsafe fields.read_ptr = next == fields.buffer_end ? fields.buffer_start : next
    fields.used_msgs &-= 1
    if waiters.first != nil { unsafe admitSender() }
    Port.unlock(key)
    return .done
  }

  @inline(never)
  @unsafe
  private func waitToGet(
    _ message: UnsafeMutableRawPointer, _ limit: Timeout, _ key: Port.Key
  ) -> Outcome {
    unsafe kernel.current.fields.transfer = message
    return block(in: waiters, limit, key)
  }

  /// Takes in the message of the most urgent waiting sender, for which there is room now.
  @inline(never)
  @unsafe
  private func admitSender() {
    guard let sender = waiters.first else { return }
    let place = unsafe fields.write_ptr.unsafelyUnwrapped
    unsafe copyMessage(
      to: place, from: sender.fields.transfer.unsafelyUnwrapped, fields.msg_size)
    let next = unsafe place + fields.msg_size
    unsafe fields.write_ptr = next == fields.buffer_end ? fields.buffer_start : next
    fields.used_msgs &+= 1
    kernel.wake(sender, from: waiters)
  }

  /// Copies the message that has `index` others before it; false if there is none.
  ///
  /// Any context.
  @unsafe
  public func peek(_ message: UnsafeMutableRawPointer, at index: UInt32) -> Bool {
    let key = Port.lock()
    defer { Port.unlock(key) }
    guard index < fields.used_msgs else { return false }
    var place = unsafe fields.read_ptr.unsafelyUnwrapped + fields.msg_size &* Int(index)
    if unsafe place >= fields.buffer_end.unsafelyUnwrapped {
      unsafe place -= fields.msg_size &* Int(fields.max_msgs)
    }
    unsafe copyMessage(to: message, from: place, fields.msg_size)
    return true
  }

  /// Drops all messages; senders that wait give up.
  ///
  /// Any context.
  public func purge() {
    let key = Port.lock()
    _ = kernel.wakeAll(of: waiters, with: .cancelled)
    fields.used_msgs = 0
    unsafe fields.read_ptr = fields.write_ptr
    Port.unlock(key)
  }

  /// Whether threads wait to send or to receive.
  public var hasWaiters: Bool { waiters.first != nil }

  private func notifyPollers() {
    unsafe Pollers(withUnsafeMutablePointer(to: &record.pointee.poll) { unsafe $0 })
      .notify(.messageAvailable)
  }
}

/// Copies a message; a few words at a time where both places are whole words.
@inline(__always)
@unsafe
private func copyMessage(
  to target: UnsafeMutableRawPointer, from source: UnsafeRawPointer, _ size: Int
) {
  let misfit = UInt(bitPattern: target) | UInt(bitPattern: source) | UInt(bitPattern: size)
  guard misfit & 3 == 0 else {
    unsafe copyBytes(to: target, from: source, size)
    return
  }
  if size & 15 == 0 {
    unsafe port_copy_blocks(target, source, size)
    return
  }
  var offset = 0
  while offset != size {
    unsafe (target + offset).storeBytes(
      of: (source + offset).load(as: UInt32.self), as: UInt32.self)
    offset &+= 4
  }
}

@inline(never)
@unsafe
private func copyBytes(
  to target: UnsafeMutableRawPointer, from source: UnsafeRawPointer, _ size: Int
) {
  unsafe target.copyMemory(from: source, byteCount: size)
}
