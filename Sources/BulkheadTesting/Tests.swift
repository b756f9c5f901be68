// Tests in Swift: `./bulkhead test FOLDER` runs what the folder's main.swift declares.

import CBulkhead

/// Declares a test: a promise in words, and the code that fails if it is not kept.
///
/// Called from the top level of main.swift. When that has ended the tests run in the order of their
/// declaration, each on a fresh kernel: threads of earlier tests are gone, time begins at zero.
/// Module-level objects keep what earlier tests left in them, so each test has its own. `body` is a
/// literal closure without captures, or a function's name. It runs in a thread, on a board with
/// CONFIG_ZTEST_STACK_SIZE bytes of stack, at least 2048.
public func test(_ promise: StaticString, _ body: @escaping @convention(c) () -> Void) {
  unsafe bulkhead_declare_test(promise.cString, body)
}

extension StaticString {
  /// Safety: a literal of more than one character is a pointer to bytes that end with a zero.
  @unsafe
  var cString: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

/// Calls `body` as an interrupt handler, at once, and returns when it has ended.
///
/// Thread. `body` gives, sends and wakes, but never waits.
public func runInInterrupt(_ body: @escaping @convention(c) () -> Void) {
  unsafe irq_offload(
    { body in
      unsafe unsafeBitCast(body.unsafelyUnwrapped, to: (@convention(c) () -> Void).self)()
    }, unsafeBitCast(body, to: UnsafeRawPointer.self))
}
