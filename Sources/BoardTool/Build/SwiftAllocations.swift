import Devicetree

/// What asks for memory in an application in Swift, where an image has none to give.
///
/// The linker only says that the allocator is missing. The compiler, asked a second time, says
/// where it is wanted.
struct SwiftAllocations {
  var compilations: [SwiftCompilation]

  /// What Embedded Swift allocates with.
  private static let allocator = "posix_memalign"

  /// Whether the linker misses the allocator and nothing else.
  static func areMissed(in errors: String) -> Bool {
    let complaints = errors.split(separator: "\n").filter { $0.hasPrefix("ld.lld: error: ") }
    return !complaints.isEmpty
      && complaints.allSatisfy { $0.hasSuffix("undefined symbol: " + allocator) }
  }

  /// The refusal, at the first place that allocates.
  func failure() async throws -> Failure {
    var places: [Failure.Note] = []
    for compilation in compilations {
      let output = try await compilation.diagnoseAllocations()
      places += Self.places(in: output, below: compilation.module.folder)
    }
    return Failure(
      "this image has no Swift heap, which arrays, strings, classes and closures that are kept "
        + "with what they capture need",
      at: places.first?.location, notes: places,
      remedy: "use InlineArray, Text, structs, names of functions, globals; a MemorySlab or a Heap "
        + "has memory for values that come and go")
  }

  /// What the compiler complains of in a folder's files, once for each line.
  static func places(in output: String, below folder: Path) -> [Failure.Note] {
    var places: [Failure.Note] = []
    for line in output.split(separator: "\n") {
      guard let match = line.wholeMatch(of: /(\/[^:]+):([0-9]+):[0-9]+: error: (.+)/),
        match.1.hasPrefix(folder.string + "/"), let number = Int(match.2)
      else { continue }
      let place = SourceLocation(file: Path(String(match.1)).relative, line: number)
      let what = String(match.3).split(separator: " in -no-allocations").first.map(String.init)
      if !places.contains(where: { $0.location == place }) {
        places.append(.init(what ?? "", at: place))
      }
    }
    return places
  }
}
