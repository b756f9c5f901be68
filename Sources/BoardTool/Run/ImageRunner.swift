import Devicetree
import Foundation
import Subprocess

/// Runs a built image, on this machine or in the board's emulator, and hands on what it prints.
public struct ImageRunner: Sendable {
  public enum End: Sendable, Equatable, CustomStringConvertible {
    /// As a shell reports it: the exit code, or 128 and the signal.
    case exited(Int32)
    case timedOut

    public var status: Int32 {
      switch self {
      case .exited(let status): status
      case .timedOut: 124
      }
    }

    public var description: String {
      switch self {
      case .exited(let status) where status > 128: "the image ended by signal \(status - 128)"
      case .exited(let status): "the image ended with status \(status)"
      case .timedOut: "the image did not end in time"
      }
    }
  }

  public var image: Image
  /// Given to the process on the host, to the emulator on a board.
  public var arguments: [String] = []
  /// Runs the image in place of the board's emulator.
  public var emulator: Path?
  public var environment: [String: String] = [:]
  public var timeout: Duration?
  /// How an emulated machine's time passes.
  public var pace = Emulator.Pace.realTime
  /// Whether the console's input is this command's.
  public var takesInput = false
  /// Whether what goes to the error output comes with the console's bytes, and input that the image
  /// asks for is typed (`InputRequests`).
  public var mergesErrors = false
  /// Whether what goes to the error output is not looked at: an emulator's remarks.
  public var dropsErrors = false

  public init(image: Image) {
    self.image = image
  }

  /// Runs until the image ends or the time is up.
  ///
  /// Cancelling the task kills what runs.
  public func run(_ consume: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> End
  {
    let (program, words) = try command()
    return try await limited(to: timeout) {
      End.exited(try await start(program, words, consume))
    } ?? .timedOut
  }

  private func command() throws -> (Path, [String]) {
    if image.model.processor.isHost { return (image.elf, arguments) }
    guard var emulator = image.model.emulator else {
      throw Failure(
        "\(image.board.name) does not say how to run it: the image is \(image.elf.relative)",
        at: SourceLocation(file: image.board.devicetree.relative, line: 1),
        remedy: "flash it, or add a node bulkhead,emulator (see boards/README.md)")
    }
    if let other = self.emulator {
      emulator = try emulator.replaced(by: other, of: image.board)
    }
    let slot = image.applicationSlot
    if slot != nil, emulator.slotArguments.isEmpty {
      throw Failure(
        "\(image.board.name) does not say how a second image is loaded",
        at: SourceLocation(file: image.board.devicetree.relative, line: 1),
        remedy: "give bulkhead,emulator 'slot-arguments' (see boards/README.md)")
    }
    let program = try emulator.program()
    return (program, emulator.arguments(image: image.elf, slot: slot, pace: pace) + arguments)
  }

  private func start(
    _ program: Path, _ words: [String],
    _ consume: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws -> Int32 {
    let changes = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value as String?) }
    let variables = Environment.inherit.updating(Dictionary(uniqueKeysWithValues: changes))
    var options = PlatformOptions()
    // An emulator on a terminal puts the terminal's settings back before it ends.
    if isatty(STDIN_FILENO) == 1 {
      options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(1))]
    }
    let path = Executable.path(.init(program.string))
    if mergesErrors {
      return try await Subprocess.run(
        path, arguments: Arguments(words), environment: variables, platformOptions: options,
        input: .inputWriter, output: .sequence, error: .combinedWithOutput
      ) { process in
        var requests = InputRequests()
        for try await buffer in process.standardOutput {
          let bytes = bytes(of: buffer)
          try await consume(bytes)
          for line in requests.take(bytes) {
            // An emulator that has ended meanwhile reads no more, which is told by its status and by no signal.
            let former = signal(SIGPIPE, SIG_IGN)
            defer { signal(SIGPIPE, former) }
            _ = try? await process.standardInputWriter.write(line)
          }
        }
      }.terminationStatus.exitStatus
    }
    if dropsErrors {
      return try await Subprocess.run(
        path, arguments: Arguments(words), environment: variables, platformOptions: options,
        input: .none, output: .sequence, error: .discarded
      ) { process in
        for try await buffer in process.standardOutput { try await consume(bytes(of: buffer)) }
      }.terminationStatus.exitStatus
    }
    if takesInput {
      return try await Subprocess.run(
        path, arguments: Arguments(words), environment: variables, platformOptions: options,
        input: .currentStandardInput, output: .sequence, error: .currentStandardError
      ) { process in
        for try await buffer in process.standardOutput { try await consume(bytes(of: buffer)) }
      }.terminationStatus.exitStatus
    }
    return try await Subprocess.run(
      path, arguments: Arguments(words), environment: variables, platformOptions: options,
      input: .none, output: .sequence, error: .currentStandardError
    ) { process in
      for try await buffer in process.standardOutput { try await consume(bytes(of: buffer)) }
    }.terminationStatus.exitStatus
  }

  private func bytes(of buffer: SubprocessOutputSequence.Buffer) -> [UInt8] {
    buffer.withUnsafeBytes { [UInt8]($0) }
  }
}

extension ImageModel {
  public var emulator: Emulator? { Emulator(tree) }
}
