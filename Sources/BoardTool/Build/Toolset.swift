import Foundation

/// The SwiftPM toolset that makes the kernel's sources Embedded Swift for one processor.
struct Toolset {
  var processor: Processor

  var json: String {
    let swift =
      [
        "-enable-experimental-feature", "Embedded", "-Osize",
        "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector",
      ] + (processor.swift ?? [])
    let c =
      (processor.clang ?? []) + [
        "-ffreestanding", "-ffunction-sections", "-fdata-sections", "-fno-stack-protector",
      ]
    return """
      {
        "schemaVersion": "1.0",
        "swiftCompiler": {"extraCLIOptions": \(list(swift))},
        "cCompiler": {"extraCLIOptions": \(list(c))}
      }

      """
  }

  private func list(_ words: [String]) -> String {
    "[" + words.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }
}
