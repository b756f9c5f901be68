// The error numbers that drivers return through the tables of their classes.

import CBulkhead

enum Errno {
  static var permission: Int32 { -BULKHEAD_EPERM }
  static var inputOutput: Int32 { -BULKHEAD_EIO }
  static var again: Int32 { -BULKHEAD_EAGAIN }
  static var noMemory: Int32 { -BULKHEAD_ENOMEM }
  static var fault: Int32 { -BULKHEAD_EFAULT }
  static var busy: Int32 { -BULKHEAD_EBUSY }
  static var noDevice: Int32 { -BULKHEAD_ENODEV }
  static var invalid: Int32 { -BULKHEAD_EINVAL }
  static var notSupported: Int32 { -BULKHEAD_ENOTSUP }
}
