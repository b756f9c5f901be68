// The one place where outcomes become error numbers: Linux's values, as Zephyr's.

import Kernel

enum Errno {
  static let permission: Int32 = -1
  static let again: Int32 = -11
  static let noMemory: Int32 = -12
  static let busy: Int32 = -16
  static let invalid: Int32 = -22
  static let noSpace: Int32 = -28
  static let deadlock: Int32 = -35
  static let noMessage: Int32 = -42
  static let notSupported: Int32 = -134
  static let noSystem: Int32 = -88
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
