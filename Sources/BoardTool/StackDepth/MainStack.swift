/// The size of the main thread's stack: what main is to have, and no less than boot and shutdown need.
public struct MainStack: Sendable, Equatable {
  /// CONFIG_MAIN_STACK_SIZE, and what an image of tests adds.
  let declared: Int
  /// What the thread takes besides main; nil where stacks are not computed.
  var needed: Int?
  /// For the system calls of what it calls in compartments, on top.
  var forGates = 0

  init(_ configuration: Configuration, needed: Int? = nil) {
    declared = Self.aligned(
      configuration.number("MAIN_STACK_SIZE", or: 1024)
        + configuration.number("TEST_EXTRA_STACK_SIZE", or: 0))
    self.needed = needed
  }

  /// Bytes of the stack.
  var size: Int { max(declared, Self.aligned(needed ?? 0)) + Self.aligned(forGates) }

  /// Whether it is larger than declared, for the sake of boot and shutdown.
  var isGrown: Bool { Self.aligned(needed ?? 0) > declared }

  /// A size that a stack may have.
  static func aligned(_ bytes: Int) -> Int { (bytes + 15) / 16 * 16 }
}
