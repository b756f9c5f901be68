// RAM, and a tag for each granule of 8 bytes. The one file with pointers to it; whoever uses an offset
// has compared it with `size`.

import Capability
import Glibc

/// RAM from 0x80000000 on, all zeros at first.
struct Memory {
  static let base: UInt32 = 0x8000_0000

  let size: UInt32
  // Safety: both are from calloc, as long as `size` and an eighth of it, and live as long as the
  // machine that owns them.
  let bytes: UnsafeMutableRawPointer
  let tags: UnsafeMutablePointer<UInt8>

  /// Pages that are never touched cost nothing.
  init(size: UInt32) {
    self.size = size
    guard let bytes = calloc(Int(size) + 8, 1), let tags = calloc(Int(size) / 8 + 2, 1) else {
      fatalError("no memory for a RAM of \(size) bytes")
    }
    self.bytes = bytes
    self.tags = tags.assumingMemoryBound(to: UInt8.self)
  }

  func deallocate() {
    free(bytes)
    free(tags)
  }

  /// Where an access begins; nil unless all of it is RAM.
  @inline(__always)
  func offset(_ address: UInt32, _ count: UInt32) -> Int? {
    let offset = address &- Self.base
    return offset < size && count <= size &- offset ? Int(offset) : nil
  }

  func load(_ offset: Int, _ count: UInt32) -> UInt32 {
    switch count {
    case 1: UInt32((bytes + offset).load(as: UInt8.self))
    case 2: UInt32((bytes + offset).loadUnaligned(as: UInt16.self))
    default: (bytes + offset).loadUnaligned(as: UInt32.self)
    }
  }

  /// Stores, and clears the tags of what it touches.
  func store(_ offset: Int, _ count: UInt32, _ value: UInt32) {
    switch count {
    case 1: (bytes + offset).storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
    case 2: (bytes + offset).storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    default: (bytes + offset).storeBytes(of: value, as: UInt32.self)
    }
    tags[offset >> 3] = 0
    tags[(offset + Int(count) - 1) >> 3] = 0
  }

  func loadCapability(_ offset: Int) -> CC64 {
    CC64(
      isTagged: tags[offset >> 3] != 0, high: load(offset + 4, 4), address: load(offset, 4))
  }

  func storeCapability(_ offset: Int, _ value: CC64) {
    store(offset, 4, value.address)
    store(offset + 4, 4, value.high)
    tags[offset >> 3] = value.isTagged ? 1 : 0
  }

  /// For a loader and a debugger.
  func write(_ offset: Int, _ contents: some Sequence<UInt8>) {
    for (place, byte) in contents.enumerated() { store(offset + place, 1, UInt32(byte)) }
  }
}
