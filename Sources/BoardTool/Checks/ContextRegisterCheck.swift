/// Looks in compiled Swift for a mistake of its compiler (6.3, for Arm).
///
/// A method gets its value's address in r10, which it has to give back; but a store or load of several
/// registers sometimes counts r10 up without its having been saved. Whoever called goes on with another
/// address, silently.
struct ContextRegisterCheck {
  var library: Path
  var toolchain: Toolchain

  /// Throws if a function of the library loses its caller's r10.
  func check() async throws {
    let result = try await Tool.run(
      toolchain.disassembler, ["--disassemble", "--no-show-raw-insn", library.string])
    guard result.status == 0 else {
      throw Failure("\(library.relative) cannot be disassembled: \(result.errors)")
    }
    guard let function = Self.offender(in: result.output) else { return }
    throw Failure(
      "the compiler lets \(function) change r10, which belongs to its caller",
      remedy:
        "write the function, or what is inlined in it, in another way, and tell the compiler's makers"
    )
  }

  /// The first function that loses r10, in a disassembly whose sections are a function each.
  static func offender(in text: String) -> String? {
    let title = "Disassembly of section .text."
    var function = Substring("")
    var isSaved = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix(title) {
        function = line.dropFirst(title.count).dropLast()
        isSaved = false
      } else if line.utf8.contains(UInt8(ascii: "!")) {
        if !isSaved, line.contains("r10!") || line.contains("[r10,") { return String(function) }
      } else if line.contains("push"), line.contains("r10") {
        isSaved = true
      } else if line.contains("[r10], #"), !isSaved {
        return String(function)
      }
    }
    return nil
  }
}
