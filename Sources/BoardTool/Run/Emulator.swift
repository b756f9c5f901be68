import Devicetree
import Foundation

/// How a board is run on this machine: the `bulkhead,emulator` node of its devicetree, or nothing
/// for a board that is this machine.
public struct Emulator: Sendable {
  public var command: String
  /// `{image}` stands for the image's path.
  public var arguments: [String]
  /// Load a packed image; `{slot}` stands for its path, `{address}` for where it goes.
  public var slotArguments: [String]
  /// Make the emulator count instructions exactly.
  public var countingArguments: [String]
  /// Make time pass with the instructions, and at once while the processor waits.
  public var deterministicArguments: [String]
  /// What another emulator is given in place of `arguments`, where the command is the simulator.
  var otherArguments: [String]
  /// Folders of tests of which a run of all does no others on the board; nil for all that it can do.
  var suites: [String]?

  /// How the emulated machine's time passes.
  public enum Pace: Sendable {
    /// With this machine's clock.
    case realTime
    case deterministic
    case counting
  }

  init?(_ tree: Devicetree) {
    guard let node = tree["/bulkhead,emulator"], let command = node["command"]?.string else {
      return nil
    }
    self.command = command
    arguments = node["arguments"]?.strings ?? []
    slotArguments = node["slot-arguments"]?.strings ?? []
    countingArguments = node["counting-arguments"]?.strings ?? []
    deterministicArguments = node["deterministic-arguments"]?.strings ?? []
    otherArguments = node["other-arguments"]?.strings ?? []
    suites = node["suites"]?.strings
  }

  /// The same machine, emulated by another program.
  func replaced(by program: Path, of board: Board) throws -> Emulator {
    guard access(program.string, X_OK) == 0, !program.isDirectory else {
      throw Failure("there is no emulator at \(program)", status: 2)
    }
    var other = self
    other.command = program.string
    guard isSimulator else { return other }
    guard !otherArguments.isEmpty else {
      throw Failure(
        "\(board.name) does not say what another emulator is to be given",
        at: SourceLocation(file: board.devicetree.relative, line: 1),
        remedy: "give bulkhead,emulator 'other-arguments' (see boards/README.md)", status: 2)
    }
    other.arguments = otherArguments
    return other
  }

  /// Whether it is this tool's own.
  var isSimulator: Bool { command == "bulkhead" }

  func program() throws -> Path {
    if command.hasPrefix("/") { return Path(absolute: command) }
    guard isSimulator else { return try Tool.emulator(command).path() }
    let own = Path(absolute: CommandLine.arguments[0])
    if own.name == "bulkhead", access(own.string, X_OK) == 0 { return own }
    // A test's process, beside which the tool was built.
    return try Project.find().root / ".build/debug/bulkhead"
  }

  func arguments(image: Path, slot: PackedImage?, pace: Pace) -> [String] {
    let first =
      switch pace {
      case .realTime: [String]()
      case .deterministic: deterministicArguments
      case .counting: countingArguments
      }
    let packed = slot.map { slot in
      slotArguments.map {
        $0.replacing("{slot}", with: slot.file.string)
          .replacing("{address}", with: hex(slot.address))
      }
    }
    return first + arguments.map { $0.replacing("{image}", with: image.string) } + (packed ?? [])
  }
}
