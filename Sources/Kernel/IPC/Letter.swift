// A message on its way from its sender to a receiver, and the queue of those that nobody took yet.

import CBulkhead
import KernelCore

/// A letter, by reference.
///
/// Safety: a letter lies on the stack of its sender, who waits until it is disposed of, or is one
/// of the image's; accesses happen with interrupts masked.
@safe
struct Letter: WaitingNode {
  let record: UnsafeMutablePointer<LetterRecord>

  init(_ record: UnsafeMutablePointer<LetterRecord>) { unsafe self.record = record }

  @safe var fields: LetterRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  static func == (one: Letter, other: Letter) -> Bool { unsafe one.record == other.record }

  static func optional(_ record: UnsafeMutablePointer<LetterRecord>?) -> Letter? {
    guard let record = unsafe record else { return nil }
    return unsafe Letter(record)
  }

  var level: UInt8 { fields.level }

  var next: Letter {
    // Safety: asked only of letters in a ring, whose links are set.
    get { unsafe Letter(fields.next.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.next = newValue.record }
  }
  var previous: Letter {
    get { unsafe Letter(fields.previous.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.previous = newValue.record }
  }
  var more: Letter? {
    get { unsafe Letter.optional(fields.more) }
    nonmutating set { unsafe fields.more = newValue?.record }
  }
  var less: Letter? {
    get { unsafe Letter.optional(fields.less) }
    nonmutating set { unsafe fields.less = newValue?.record }
  }

  var sender: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.sender) { unsafe $0 })
  }

  /// Lies in a mailbox that nobody has taken it from.
  var isMailed: Bool { unsafe fields.mailbox != nil }

  /// Puts it in a mailbox.
  @unsafe
  func mail(in mailbox: UnsafeMutablePointer<MailboxRecord>) {
    var top = unsafe Letter.optional(mailbox.pointee.letters)
    WaitQueue.insert(self, into: &top)
    unsafe mailbox.pointee.letters = top?.record
    unsafe fields.mailbox = mailbox
  }

  /// Takes it out of the mailbox it lies in.
  func take() {
    guard let mailbox = unsafe fields.mailbox else { return }
    var top = unsafe Letter.optional(mailbox.pointee.letters)
    WaitQueue.remove(self, from: &top)
    unsafe mailbox.pointee.letters = top?.record
    unsafe fields.mailbox = nil
  }

  /// Whether sender and receiver name each other or nobody; then their descriptions are exchanged.
  @unsafe
  func matches(_ received: UnsafeMutablePointer<MailMessage>) -> Bool {
    // Safety: a letter's message is set when it is written.
    let sent = unsafe fields.message.unsafelyUnwrapped
    if let target = unsafe sent.pointee.tx_target_thread,
      unsafe target != received.pointee.tx_target_thread
    {
      return false
    }
    if let source = unsafe received.pointee.rx_source_thread,
      unsafe source != sent.pointee.rx_source_thread
    {
      return false
    }
    unsafe received.pointee.rx_source_thread = sent.pointee.rx_source_thread
    unsafe sent.pointee.tx_target_thread = received.pointee.tx_target_thread
    unsafe swap(&received.pointee.info, &sent.pointee.info)
    unsafe received.pointee.size = min(received.pointee.size, sent.pointee.size)
    unsafe received.pointee.tx_data = sent.pointee.tx_data
    unsafe received.pointee._letter = record
    return true
  }
}

/// The letters that the image has for senders who do not wait.
///
/// Safety: the image declares how many there are.
@safe
struct LetterStore {
  /// Letters that came back, linked by `next`.
  private var free: UnsafeMutablePointer<LetterRecord>?
  /// Letters from here on were never used.
  private var fresh: UInt32 = 0
  @safe private var waitQueue = unsafe WaitQueueRecord()

  /// Senders who wait for one.
  var waiters: Waiters {
    mutating get {
      // Safety: this value is a global, which never moves.
      unsafe Waiters(withUnsafeMutablePointer(to: &waitQueue) { unsafe $0 })
    }
  }

  mutating func take() -> Letter? {
    if let letter = unsafe free {
      unsafe free = letter.pointee.next
      return unsafe Letter(letter)
    }
    guard fresh < bulkhead_mailed_letter_count else { return nil }
    let letter = unsafe bulkhead_mailed_letter_slot(fresh)
    fresh &+= 1
    return unsafe Letter(UnsafeMutableRawPointer(letter).assumingMemoryBound(to: LetterRecord.self))
  }

  mutating func giveBack(_ letter: Letter) {
    unsafe letter.fields.next = free
    unsafe free = letter.record
  }
}

@safe nonisolated(unsafe) var letterStore = LetterStore()
