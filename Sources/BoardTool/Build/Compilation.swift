import Foundation

/// C files compiled side by side; a file whose inputs and command did not change is left alone.
struct Compilation: Sendable {
  struct Unit: Sendable {
    var source: Path
    var flags: [String]
    /// Where the object goes below the build folder, without suffix.
    var name: String
    /// The folder of tests it belongs to, in an image that holds several.
    var folder: String?
    /// The compartment it belongs to.
    var compartment: String?
  }

  var compiler: Path
  var objects: Path

  /// Gives the objects, in the order of the units.
  ///
  /// The compiler's messages go out untouched.
  func run(_ units: [Unit]) async throws -> [Path] {
    let counter = Counter(total: units.count)
    return try await inParallel(units) { unit in
      try Task.checkCancellation()
      return try await compile(unit, counter)
    }
  }

  private func compile(_ unit: Unit, _ counter: Counter) async throws -> Path {
    let object = objects / (unit.name + ".o")
    let command = objects / (unit.name + ".command")
    let dependencies = objects / (unit.name + ".d")
    let arguments =
      unit.flags + [
        "-MD", "-MF", dependencies.string, "-c", unit.source.string, "-o", object.string,
      ]
    let wanted = arguments.joined(separator: "\n")
    if isUpToDate(object, dependencies), (try? command.text()) == wanted {
      counter.done(nil)
      return object
    }
    counter.done(unit.source.name)
    try object.parent.createDirectory()
    let result = try await Tool.run(compiler, arguments)
    if !result.errors.isEmpty { printError(result.errors.trimmingNewlines) }
    guard result.status == 0 else {
      try object.remove()
      throw Failure("\(unit.source.relative) does not compile")
    }
    try command.write(wanted)
    return object
  }

  private func isUpToDate(_ object: Path, _ dependencies: Path) -> Bool {
    guard let built = object.modificationTime, let text = try? dependencies.text() else {
      return false
    }
    return DependencyFile.inputs(in: text).allSatisfy { input in
      Path(input).modificationTime.map { $0 < built } ?? false
    }
  }

  /// Counts finished files for the progress line.
  private final class Counter: Sendable {
    private let total: Int
    private let lock = NSLock()
    nonisolated(unsafe) private var count = 0

    init(total: Int) {
      self.total = total
    }

    func done(_ name: String?) {
      lock.lock()
      defer { lock.unlock() }
      count += 1
      if let name { Progress.shared.say("[\(count)/\(total)] compiling \(name)") }
    }
  }
}

/// The Makefile rule that the compiler's -MD writes.
enum DependencyFile {
  static func inputs(in text: String) -> [String] {
    guard let colon = text.range(of: ": ") ?? text.range(of: ":\\\n") else { return [] }
    var inputs: [String] = []
    var word = ""
    var isEscaped = false
    for character in text[colon.upperBound...] {
      if isEscaped {
        if character == " " { word.append(" ") }
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character.isWhitespace {
        if !word.isEmpty { inputs.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { inputs.append(word) }
    return inputs
  }
}
