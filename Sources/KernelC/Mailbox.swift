// zephyr/kernel/mailbox.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_mbox_init(_ mbox: UnsafeMutablePointer<MailboxRecord>) {
  unsafe Mailbox(mbox).prepare()
}

@c @implementation
public func k_mbox_put(
  _ mbox: UnsafeMutablePointer<MailboxRecord>, _ message: UnsafeMutablePointer<MailMessage>,
  _ timeout: k_timeout_t
) -> Int32 {
  unsafe Mailbox(mbox).put(message, Timeout(timeout)).errno(busy: Errno.noMessage)
}

@c @implementation
public func k_mbox_async_put(
  _ mbox: UnsafeMutablePointer<MailboxRecord>, _ message: UnsafeMutablePointer<MailMessage>,
  _ done: UnsafeMutablePointer<SemaphoreRecord>?
) {
  unsafe Mailbox(mbox).post(message, done: done.map { unsafe Semaphore($0) })
}

@c @implementation
public func k_mbox_get(
  _ mbox: UnsafeMutablePointer<MailboxRecord>, _ message: UnsafeMutablePointer<MailMessage>,
  _ buffer: UnsafeMutableRawPointer?, _ timeout: k_timeout_t
) -> Int32 {
  let outcome = unsafe Mailbox(mbox).get(message, Timeout(timeout))
  guard outcome == .done else { return outcome.errno(busy: Errno.noMessage) }
  if unsafe buffer != nil || message.pointee.size == 0 { unsafe k_mbox_data_get(message, buffer) }
  return 0
}

@c @implementation
public func k_mbox_data_get(
  _ message: UnsafeMutablePointer<MailMessage>, _ buffer: UnsafeMutableRawPointer?
) {
  if let buffer = unsafe buffer {
    if let data = unsafe message.pointee.tx_data {
      unsafe buffer.copyMemory(from: data, byteCount: message.pointee.size)
    }
  } else {
    unsafe message.pointee.size = 0
  }
  unsafe disposeOfMail(message)
}
