// Mailboxes: a message goes from one thread to another, and the sender waits until it has arrived.

import CBulkhead
import Kernel
import KernelCore

/// Where threads meet to hand over a message: the sender waits for a receiver, the receiver for a
/// sender, and each may insist on the other.
///
/// Belongs in a global or static `let`. There is no room for messages, so none is on its way when
/// `send` has returned. A message is copied bit by bit, so it holds no references. Threads only.
@safe
public struct Mailbox<Message: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private let record: Cell<MailboxRecord>

  /// Nobody waits.
  @inline(__always)
  public init() { unsafe record = Cell(MailboxRecord()) }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  private var kernel: Kernel.Mailbox { unsafe Kernel.Mailbox(record.address) }

  /// Hands a message to any thread that receives; returns when one has it.
  ///
  /// Thread.
  public func send(_ message: Message) { _ = unsafe put(message, nil, .forever) }

  /// The same, waiting for a receiver at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func send(_ message: Message, within duration: Duration) throws(WaitError) {
    try check(unsafe put(message, nil, Timeout(duration)))
  }

  /// Hands a message to this thread and no other.
  ///
  /// Thread.
  public func send<let size: Int>(_ message: Message, to receiver: borrowing Thread<size>) {
    _ = unsafe put(message, receiver.address, .forever)
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func send<let size: Int>(
    _ message: Message, to receiver: borrowing Thread<size>, within duration: Duration
  ) throws(WaitError) {
    try check(unsafe put(message, receiver.address, Timeout(duration)))
  }

  /// Takes the message of the most urgent sender, as soon as there is one.
  ///
  /// Thread.
  public func receive() -> Message { unsafe receiveForever(nil) }

  /// Takes a message, waiting for one at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func receive(within duration: Duration) throws(WaitError) -> Message {
    try unsafe receive(nil, Timeout(duration))
  }

  /// Takes a message from this thread and no other.
  ///
  /// Thread.
  public func receive<let size: Int>(from sender: borrowing Thread<size>) -> Message {
    unsafe receiveForever(sender.address)
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func receive<let size: Int>(
    from sender: borrowing Thread<size>, within duration: Duration
  ) throws(WaitError) -> Message {
    try unsafe receive(sender.address, Timeout(duration))
  }

  @unsafe
  private func put(
    _ message: Message, _ receiver: UnsafeMutablePointer<ThreadRecord>?, _ limit: Timeout
  ) -> Outcome {
    // Safety: the message stays on this thread's stack until the receiver is done with it.
    unsafe withUnsafeBytes(of: message) { bytes in
      var mail = unsafe MailMessage()
      unsafe mail.size = bytes.count
      unsafe mail.tx_data = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      unsafe mail.tx_target_thread = receiver
      return unsafe kernel.put(&mail, limit)
    }
  }

  @unsafe
  private func receiveForever(_ sender: UnsafeMutablePointer<ThreadRecord>?) -> Message {
    do throws(WaitError) {
      return try unsafe receive(sender, .forever)
    } catch {
      refuse("a mailbox's wait without end ended")
    }
  }

  @unsafe
  private func receive(
    _ sender: UnsafeMutablePointer<ThreadRecord>?, _ limit: Timeout
  ) throws(WaitError) -> Message {
    var mail = unsafe MailMessage()
    unsafe mail.size = MemoryLayout<Message>.size
    unsafe mail.rx_source_thread = sender
    try check(unsafe kernel.get(&mail, limit))
    // Safety: the sender's message stays there until it is disposed of; a message without bytes
    // may be read from anywhere.
    let message = unsafe mail.tx_data.unsafelyUnwrapped.load(as: Message.self)
    unsafe disposeOfMail(&mail)
    return message
  }
}
