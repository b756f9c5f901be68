// Mailboxes: a message goes from one thread to another, who may insist on each other, and the sender
// learns when the receiver is done with it.

import CBulkhead
import KernelCore

/// A mailbox, by reference.
///
/// Safety: the record is the application's and lives while it is used; messages live until they
/// are disposed of.
@safe
public struct Mailbox {
  private let record: UnsafeMutablePointer<MailboxRecord>

  public init(_ record: UnsafeMutablePointer<MailboxRecord>) { unsafe self.record = record }

  private var receivers: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.receivers) { unsafe $0 })
  }

  public func prepare() { unsafe record.initialize(to: MailboxRecord()) }

  /// Sends, and waits until the receiver has disposed of the message; the limit is for finding a
  /// receiver.
  ///
  /// Thread.
  @unsafe
  public func put(_ message: UnsafeMutablePointer<MailMessage>, _ limit: Timeout) -> Outcome {
    var letter = unsafe LetterRecord()
    return unsafe withUnsafeMutablePointer(to: &letter) { pointer in
      let letter = unsafe Letter(pointer)
      unsafe letter.fields.message = message
      return unsafe put(letter, limit)
    }
  }

  @unsafe
  private func put(_ letter: Letter, _ limit: Timeout) -> Outcome {
    requireThread(.waitInInterrupt)
    let thread = kernel.current
    unsafe letter.fields.message?.pointee.rx_source_thread = thread.record
    letter.fields.level = thread.level
    let key = Port.lock()
    if unsafe deliver(letter) { return block(in: letter.sender, .forever, key) }
    if limit.isNone {
      Port.unlock(key)
      return .busy
    }
    unsafe letter.mail(in: record)
    // If the sender is aborted its letter must not stay behind.
    unsafe thread.fields.transfer = UnsafeMutableRawPointer(letter.record)
    unsafe thread.fields.on_abort = { thread in unsafe withdrawLetter(of: thread) }
    var outcome = block(in: letter.sender, limit, key)
    let again = Port.lock()
    unsafe thread.fields.on_abort = nil
    if letter.isMailed {
      letter.take()
      Port.unlock(again)
      return outcome
    }
    // Taken in the last moment: the receiver has to be done with it first.
    if outcome != .done {
      if letter.fields.is_disposed {
        Port.unlock(again)
      } else {
        _ = block(in: letter.sender, .forever, again)
      }
      outcome = .done
    } else {
      Port.unlock(again)
    }
    return outcome
  }

  /// Sends a copy of the message's description without waiting for a receiver; the semaphore is
  /// given when it is disposed of.
  ///
  /// Waits while all of the image's letters are on their way. Thread.
  @unsafe
  public func post(_ message: UnsafeMutablePointer<MailMessage>, done: Semaphore?) {
    let thread = kernel.current
    var key = Port.lock()
    var free = letterStore.take()
    while free == nil {
      _ = block(in: letterStore.waiters, .forever, key)
      key = Port.lock()
      free = letterStore.take()
    }
    guard let letter = free else { return }
    // Safety: the image's letters have room for a message behind them.
    let mailed = unsafe UnsafeMutableRawPointer(letter.record)
      .assumingMemoryBound(to: MailedLetterRecord.self)
    unsafe mailed.initialize(to: MailedLetterRecord())
    unsafe mailed.pointee.message = message.pointee
    unsafe mailed.pointee.message.rx_source_thread = thread.record
    unsafe letter.fields.message =
      withUnsafeMutablePointer(to: &mailed.pointee.message) { unsafe $0 }
    unsafe letter.fields.done = done?.record
    letter.fields.level = thread.level
    letter.fields.is_asynchronous = true
    if unsafe !deliver(letter) { unsafe letter.mail(in: record) }
    Port.unlock(key)
  }

  /// Hands a letter to the most urgent receiver who waits for it; false if nobody does.
  @unsafe
  private func deliver(_ letter: Letter) -> Bool {
    var next = receivers.first
    while let receiver = next {
      // Safety: whoever waits to receive has set it.
      let message = unsafe receiver.fields.transfer.unsafelyUnwrapped
        .assumingMemoryBound(to: MailMessage.self)
      if unsafe letter.matches(message) {
        kernel.wake(receiver, from: receivers)
        return true
      }
      next = receivers.next(after: receiver)
    }
    return false
  }

  /// Receives a message, waiting for one up to the limit; it stays the sender's until it is
  /// disposed of.
  ///
  /// Thread.
  @unsafe
  public func get(_ message: UnsafeMutablePointer<MailMessage>, _ limit: Timeout) -> Outcome {
    let thread = kernel.current
    unsafe message.pointee.tx_target_thread = thread.record
    unsafe message.pointee._letter = nil
    let key = Port.lock()
    let top = unsafe Letter.optional(record.pointee.letters)
    var next = top
    while let letter = next {
      if unsafe letter.matches(message) {
        letter.take()
        // From here on the sender waits as long as it takes.
        if let sender = letter.sender.first { kernel.clock.cancel(sender.timeout) }
        Port.unlock(key)
        return .done
      }
      next = WaitQueue.next(after: letter, in: top)
    }
    unsafe thread.fields.transfer = UnsafeMutableRawPointer(message)
    return block(in: receivers, limit, key)
  }
}

/// Ends the receiver's use of a message: the sender goes on, and learns how much was taken.
///
/// No effect the second time. Thread.
@unsafe
public func disposeOfMail(_ message: UnsafeMutablePointer<MailMessage>) {
  guard let record = unsafe message.pointee._letter else { return }
  unsafe message.pointee._letter = nil
  let letter = unsafe Letter(record)
  let key = Port.lock()
  unsafe letter.fields.message?.pointee.size = message.pointee.size
  letter.fields.is_disposed = true
  guard letter.fields.is_asynchronous else {
    _ = kernel.wakeFirst(of: letter.sender)
    Port.unlock(key)
    return
  }
  let done = unsafe letter.fields.done
  letterStore.giveBack(letter)
  _ = kernel.wakeFirst(of: letterStore.waiters)
  Port.unlock(key)
  if let done = unsafe done { unsafe Semaphore(done).give() }
}

@unsafe
private func withdrawLetter(of thread: UnsafeMutablePointer<ThreadRecord>) {
  // Safety: set together with this function, to the letter on the thread's stack.
  guard let letter = unsafe thread.pointee.transfer else { return }
  unsafe Letter(letter.assumingMemoryBound(to: LetterRecord.self)).take()
}
