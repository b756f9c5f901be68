// What can be learned of a thread: its name, its stack's use, its state in words.

import CBulkhead

extension Thread {
  /// Where the name lies: behind the record, if the image has names.
  @unsafe
  var name: UnsafeMutablePointer<CChar> {
    unsafe UnsafeMutableRawPointer(record + 1).assumingMemoryBound(to: CChar.self)
  }

  /// The name, empty if it has none; nil if the image has no names.
  ///
  /// Valid while the thread is.
  @unsafe
  public var nameOrNil: UnsafePointer<CChar>? {
    Image.nameSize == 0 ? nil : unsafe UnsafePointer(name)
  }

  /// Copies a name, cut to what there is room for; false if the image has no names.
  @unsafe
  @discardableResult
  public func setName(cString: UnsafePointer<CChar>) -> Bool {
    let room = Image.nameSize
    guard room != 0 else { return false }
    var length = 0
    while length < room &- 1, unsafe cString[length] != 0 {
      unsafe name[length] = cString[length]
      length &+= 1
    }
    unsafe name[length] = 0
    return true
  }

  func setName(_ text: StaticString) {
    unsafe setName(cString: UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self))
  }

  func printName() {
    if let name = unsafe nameOrNil { unsafe Console.write(cString: name) }
  }

  /// Bytes at the low end of the stack that were never written; nil if stacks are not painted.
  public var unusedStack: Int? {
    guard Image.paintsStacks, let stack = unsafe fields.stack else {
      return nil
    }
    var count = 0
    let paint = CChar(bitPattern: UInt8(BULKHEAD_STACK_PAINT))
    while count < fields.stack_size, unsafe stack[count] == paint { count &+= 1 }
    return count
  }
}

extension Thread {
  /// A word of the application's own.
  @unsafe
  public var customData: UnsafeMutableRawPointer? {
    get { unsafe fields.custom_data }
    nonmutating set { unsafe fields.custom_data = newValue }
  }

  /// The tick at which its sleep or wait ends by itself; nil if it has no limit.
  public var expiry: UInt64? { timeout.isPending ? timeout.fields.deadline : nil }

  /// Writes the names of the states it is in, joined by "+", and an end; "" when ready.
  @unsafe
  public func describeState(in buffer: UnsafeMutableBufferPointer<CChar>) {
    var length = 0
    func append(_ text: StaticString) {
      for index in 0..<text.utf8CodeUnitCount where length < buffer.count &- 1 {
        unsafe buffer[length] = CChar(bitPattern: text.utf8Start[index])
        length &+= 1
      }
    }
    func append(_ text: StaticString, if reason: ThreadState) {
      guard state.contains(reason) else { return }
      if length != 0 { append("+") }
      append(text)
    }
    if state == .ready { append("queued") }
    append("pending", if: .waiting)
    append("sleeping", if: .sleeping)
    append("prestart", if: .notStarted)
    append("dead", if: .dead)
    append("suspended", if: .suspended)
    unsafe buffer[length] = 0
  }
}

/// The thread that runs; in a handler, the one it interrupted.
@inline(__always)
public var currentThread: Thread { kernel.current }

/// Whether a handler runs.
public var isInInterrupt: Bool { Port.isInInterrupt }

/// Whether the boot has not yet come to threads.
public var isPreKernel: Bool { kernel.phase == .preKernel }

/// Whether the caller is a thread that others may run instead of.
public var canYield: Bool { !isPreKernel && !isInInterrupt && kernel.current != kernel.idle }

/// Calls for every thread that is alive, with the interrupt lines locked all the while or not.
@unsafe
public func forEachThread(
  locked: Bool, _ body: (UnsafePointer<ThreadRecord>) -> Void
) {
  let lines = locked ? lockLines() : 0
  var thread = kernel.alive
  while let one = thread {
    unsafe body(UnsafePointer(one.record))
    thread = one.nextAlive
  }
  if locked { unlockLines(lines) }
}
