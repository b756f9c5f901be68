// What a debugger sees and changes of a machine that stands still.

import Capability

extension Machine {
  /// The address of the next instruction.
  ///
  /// A new one has the authority of the old.
  public var programCounter: UInt32 {
    get { pc }
    set {
      pc = newValue & ~1
      fetchSize = 0
    }
  }

  /// Bytes of RAM; nil if some are not in it.
  ///
  /// Devices are not read: that could change them.
  public func bytes(_ address: UInt32, _ count: Int) -> [UInt8]? {
    guard let size = UInt32(exactly: count), let offset = memory.offset(address, size) else {
      return nil
    }
    return (0..<count).map { UInt8(truncatingIfNeeded: memory.load(offset + $0, 1)) }
  }

  /// Changes RAM, whatever protects it; false if some of it is not RAM.
  ///
  /// Tags there are cleared.
  public func setBytes(_ address: UInt32, _ bytes: [UInt8]) -> Bool {
    guard let size = UInt32(exactly: bytes.count), let offset = memory.offset(address, size) else {
      return false
    }
    memory.write(offset, bytes)
    forgetBlocks()
    return true
  }

  /// `run` ends before the instruction at an address, unless it begins there.
  public func setBreakpoint(_ address: UInt32, isSet: Bool) {
    if isSet { breakpoints.insert(address) } else { breakpoints.remove(address) }
    // A block ends before a breakpoint.
    forgetBlocks()
  }
}
