// Steps of the boot that an application declares.

/// A step of the boot and its undoing, as SYS_INIT_SHUTDOWN is in C:
/// `@used let sensors = InitEntry(startSensors, shutdown: stopSensors, level: .application)`.
///
/// Stands at the top level of any file but main.swift, or in a type as a `static let`; there, too,
/// `@used` tells the compiler to keep what no code uses. Its name is the variable's. The build reads
/// it from the object, so that functions must be named and all else be constants, orders it with the
/// entries of C and of the description, and refuses what has no order. In the image it takes the room
/// of C's record; the value itself is not there. `./bulkhead explain init` shows it.
@frozen
public struct InitEntry: Sendable {
  /// Gives 0 for success, or a negative errno.
  public typealias Function = @convention(c) () -> Int32

  /// The levels of the boot, in their order; threads and interrupts are there from `.postKernel`.
  @frozen
  public enum Level: UInt8, Sendable {
    case early
    case preKernel1
    case preKernel2
    case postKernel
    case application
  }

  /// What it means that an entry does not come up.
  @frozen
  public enum Policy: UInt8, Sendable {
    /// The boot goes on.
    case optional
    /// What is up goes down, and the run ends with status 1.
    case required
    /// The system halts at once.
    case essential
  }

  /// Functions, or none.
  @usableFromInline
  typealias Relations = (
    Function?, Function?, Function?, Function?, Function?, Function?, Function?, Function?
  )

  // The build knows this layout: Sources/BoardTool/Init/SwiftInitValue.swift.
  @usableFromInline let nanoseconds: Int64
  @usableFromInline let start: Function
  @usableFromInline let shutdown: Function?
  @usableFromInline let after: Relations
  @usableFromInline let file: StaticString
  @usableFromInline let line: UInt32
  @usableFromInline let level: Level
  @usableFromInline let policy: Policy
  @usableFromInline let priority: UInt8

  /// Declares that the boot calls `start`, and the shutdown `shutdown` if that succeeded.
  ///
  /// It comes up behind the entries in Swift or C whose init functions are named in `after`, at most
  /// eight, and goes down before them; where one of them is not up, neither is it. Of the level's
  /// entries that do not depend on each other the lowest priority is first, 0 to 99. An init that
  /// is not done by its deadline is ended: CONFIG_INIT_DEADLINE_MS, or what is given here, rounded up
  /// to milliseconds and at most 65 seconds; `.zero` is none.
  @inlinable @inline(__always)
  public init(
    _ start: Function, shutdown: Function? = nil, level: Level, priority: UInt8 = 90,
    policy: Policy = .optional, deadline: Duration? = nil,
    after first: Function? = nil, _ second: Function? = nil, _ third: Function? = nil,
    _ fourth: Function? = nil, _ fifth: Function? = nil, _ sixth: Function? = nil,
    _ seventh: Function? = nil, _ eighth: Function? = nil,
    file: StaticString = #filePath, line: UInt32 = #line
  ) {
    nanoseconds = deadline?.nanoseconds ?? .min
    self.start = start
    self.shutdown = shutdown
    after = (first, second, third, fourth, fifth, sixth, seventh, eighth)
    self.file = file
    self.line = line
    self.level = level
    self.policy = policy
    self.priority = priority
  }
}
