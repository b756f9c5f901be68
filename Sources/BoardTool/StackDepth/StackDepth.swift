/// How deep a function and all that it calls make the stack, at most.
public struct StackDepth: Sendable, Equatable {
  /// One function on the deepest path, or what stands for functions that are not known.
  public struct Step: Sendable, Equatable {
    public var function: String
    /// On the stack when the next step begins; of the last, the function's own deepest.
    public var bytes: Int
  }

  /// A place in the code.
  public struct Place: Sendable, Equatable {
    public var function: String
    public var address: UInt64
    public var reason: String
  }

  /// The sum of the path's steps.
  public var bytes: Int
  public var path: [Step]
  /// Calls whose callee the code does not say; each takes the declared bound.
  public var indirectCalls: [Place]
  /// Functions that call each other in a circle; each circle takes the declared bound.
  public var circles: [[String]]
  /// Where the stack pointer moves in a way that is not understood: the figure may be too small.
  public var problems: [Place]

  /// All that it names.
  var functions: [String] {
    path.map(\.function) + circles.flatMap { $0 } + indirectCalls.map(\.function)
      + problems.map(\.function)
  }
}

/// What is declared of calls that cannot be followed, in bytes.
public struct StackBounds: Sendable, Equatable {
  /// Of an indirect call: the function that is entered, and all below it.
  public var indirectCall: Int
  /// Of a circle of calls: what comes after a first round through all its functions.
  public var recursion: Int
  /// Of functions, by their symbols: what each takes with all that it calls.
  public var functions: [String: Int]

  public init(indirectCall: Int, recursion: Int, functions: [String: Int] = [:]) {
    self.indirectCall = indirectCall
    self.recursion = recursion
    self.functions = functions
  }
}
