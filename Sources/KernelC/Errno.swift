// The one place where outcomes become error numbers. The numbers are the platform's C library's.

import CBulkhead
import Kernel

enum Errno {
  static let permission = -BULKHEAD_EPERM
  static let interrupted = -BULKHEAD_EINTR
  static let inputOutput = -BULKHEAD_EIO
  static let again = -BULKHEAD_EAGAIN
  static let noMemory = -BULKHEAD_ENOMEM
  static let noAccess = -BULKHEAD_EACCES
  static let busy = -BULKHEAD_EBUSY
  static let noDevice = -BULKHEAD_ENODEV
  static let invalid = -BULKHEAD_EINVAL
  static let noSpace = -BULKHEAD_ENOSPC
  static let brokenPipe = -BULKHEAD_EPIPE
  static let deadlock = -BULKHEAD_EDEADLK
  static let noSystem = -BULKHEAD_ENOSYS
  static let noMessage = -BULKHEAD_ENOMSG
  static let overflow = -BULKHEAD_EOVERFLOW
  static let notSupported = -BULKHEAD_ENOTSUP
  static let absent = -BULKHEAD_ENOENT
  static let inUse = -BULKHEAD_EADDRINUSE
  static let timedOut = -BULKHEAD_ETIMEDOUT
  static let already = -BULKHEAD_EALREADY
  static let cancelled = -BULKHEAD_ECANCELED
}

extension Outcome {
  /// The error number, where `busy` and `cancelled` have the object's own meaning.
  @inline(__always)
  func errno(busy: Int32 = Errno.busy, cancelled: Int32 = Errno.again) -> Int32 {
    self == .done ? 0 : failure(busy, cancelled)
  }

  @inline(never)
  private func failure(_ busy: Int32, _ cancelled: Int32) -> Int32 {
    switch self {
    case .busy: busy
    case .timedOut: Errno.again
    case .cancelled: cancelled
    case .notOwner: Errno.permission
    case .deadlock: Errno.deadlock
    case .noMemory: Errno.noMemory
    default: Errno.invalid
    }
  }
}
