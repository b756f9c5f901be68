// Runs the commands of the macro `$(shell)`.

import Foundation

enum Shell {
  /// What a command wrote; both streams as they are.
  struct Output {
    let standardOutput: [UInt8]
    let standardError: [UInt8]
  }

  /// Runs a command with `/bin/sh` and waits for it.
  ///
  /// Its exit status does not matter.
  ///
  /// Throws when the shell cannot be started.
  static func run(_ command: String, environment: [String: String]) throws -> Output {
    // Errors go to a file: reading two pipes in turn could block the command on the other one.
    let errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("kconfig-" + UUID().uuidString)
    guard FileManager.default.createFile(atPath: errors.path, contents: nil) else {
      throw KconfigError("cannot write to \(errors.path)")
    }
    defer { try? FileManager.default.removeItem(at: errors) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let standardOutput = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let standardError = (try? Data(contentsOf: errors)) ?? Data()
    return Output(standardOutput: [UInt8](standardOutput), standardError: [UInt8](standardError))
  }

  /// The output as a macro inserts it: no line ends at its end, spaces for those within.
  static func singleLine(_ output: [UInt8]) -> [UInt8] {
    var lines: [[UInt8]] = [[]]
    var index = 0
    while index < output.count {
      let length = lineEndLength(output, index)
      if length == 0 {
        lines[lines.count - 1].append(output[index])
        index += 1
      } else {
        lines.append([])
        index += length
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return Array(lines.joined(separator: [Byte.space]))
  }

  /// The length of the line end at an index, of any convention; 0 when there is none.
  private static func lineEndLength(_ text: [UInt8], _ index: Int) -> Int {
    switch text[index] {
    case Byte.carriageReturn: text.hasPrefix("\r\n", at: index) ? 2 : 1
    case Byte.newline, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E: 1
    case 0xC2: text.hasPrefix("\u{85}", at: index) ? 2 : 0
    case 0xE2:
      text.hasPrefix("\u{2028}", at: index) || text.hasPrefix("\u{2029}", at: index) ? 3 : 0
    default: 0
    }
  }
}
