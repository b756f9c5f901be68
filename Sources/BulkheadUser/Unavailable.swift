// What the API has only where every thread has privileges. These objects are the kernel's own records,
// which it trusts; here the application's variables are memory that all of its threads can write.

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct SpinLock<Value: ~Copyable>: ~Copyable {
  public init(_ value: consuming sending Value) {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct Queue<Element: ~Copyable>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct Stack<Element: BitwiseCopyable & Sendable, let capacity: Int>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct Pipe<let capacity: Int>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct Mailbox<Message: BitwiseCopyable & Sendable>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct MemorySlab<Element: ~Copyable, let capacity: Int>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct Heap<let size: Int>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct Signal: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "a kernel object, which threads without privileges must not write (CONFIG_USERSPACE)"
)
public struct WorkQueue<let stackSize: Int>: ~Copyable {
  public init() {}
}

@available(
  *, unavailable,
  message: "its function would run with privileges (CONFIG_USERSPACE)"
)
public struct Work: ~Copyable {
  public init(_ body: @escaping @convention(c) () -> Void) {}
}

@available(
  *, unavailable,
  message: "its function would run with privileges (CONFIG_USERSPACE)"
)
public struct DelayedWork: ~Copyable {
  public init(_ body: @escaping @convention(c) () -> Void) {}
}

@available(
  *, unavailable,
  message: "the boot's own records, which are the kernel's (CONFIG_USERSPACE)"
)
public struct InitReport {
  public static func print() {}
}
