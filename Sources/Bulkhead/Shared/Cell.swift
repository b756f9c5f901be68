// Memory that stays where it is. A kernel object is known by its address, so its record must not
// be copied or passed by value; these two types are the only ones of this module that have an
// address, and everything else is built from them.

import Builtin

/// Room for one value, changed through its address while the cell itself is only borrowed.
///
/// Safety: whoever writes through the address sees to it that nobody else does at the same time. A
/// cell in a global `let` with constant contents is initialised by the linker.
@usableFromInline
@safe @_rawLayout(like: Value)
struct Cell<Value>: ~Copyable {
  @inline(__always)
  init(_ value: consuming Value) { unsafe address.initialize(to: value) }

  @unsafe @inline(__always)
  var address: UnsafeMutablePointer<Value> {
    unsafe UnsafeMutablePointer<Value>(Builtin.addressOfRawLayout(self))
  }
}

/// Room for a value that may have one owner only, such as what a mutex guards.
///
/// Generic, frozen and with an inlinable deinit, because Embedded Swift destroys no other type of
/// another module's.
@frozen @usableFromInline
@safe @_rawLayout(like: Value, movesAsLike)
struct OwnedCell<Value: ~Copyable>: ~Copyable {
  @inline(__always)
  init(_ value: consuming Value) { unsafe address.initialize(to: value) }

  @unsafe @inline(__always) @usableFromInline
  var address: UnsafeMutablePointer<Value> {
    unsafe UnsafeMutablePointer<Value>(Builtin.addressOfRawLayout(self))
  }

  @inlinable
  deinit { unsafe address.deinitialize(count: 1) }
}

/// Room for `count` elements that nobody has initialised.
@safe @_rawLayout(likeArrayOf: Element, count: count)
struct Room<Element: ~Copyable, let count: Int>: ~Copyable {
  @inline(__always)
  init() {}

  @unsafe @inline(__always)
  var start: UnsafeMutablePointer<Element> {
    unsafe UnsafeMutablePointer<Element>(Builtin.addressOfRawLayout(self))
  }

  @unsafe @inline(__always)
  var address: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(Builtin.addressOfRawLayout(self))
  }
}

/// Room of the size and alignment of one value of a C type.
@safe @_rawLayout(like: Shape)
struct RoomLike<Shape>: ~Copyable {
  @inline(__always)
  init() {}

  @unsafe @inline(__always)
  var address: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(Builtin.addressOfRawLayout(self))
  }
}
