import ELF

/// The stack on which a thread without privileges makes its system calls: whether the deepest of those
/// that the image makes fits in it.
struct SystemCallStack {
  /// The functions that can be called, by their addresses.
  private let functions: [UInt64]
  private let size: Int
  /// Whether calls between compartments take it, too.
  private let hasGates: Bool

  static let option = "PRIVILEGED_STACK_SIZE"
  /// What the port puts there first.
  private let frame: Int

  /// Nil for an image without such threads.
  init?(of file: ELFFile, _ model: ImageModel) {
    guard let table = file.sections.first(where: { $0.name == ".system_calls" }) else { return nil }
    // A struct bulkhead_system_call: the function, and what its arguments have to be.
    functions = stride(from: table.address, to: table.address + table.size, by: 8).compactMap {
      file.constantWord(at: $0, ram: model.ram?.range)
    }.filter { $0 != 0 }  // Places for calls that the image does not make.
    hasGates = file.sections.contains { $0.name == ".gates" && $0.size > 0 }
    let exception = model.processor.exception
    let withFPU = model.configuration.isOn("FPU") ? exception?.systemCallWithFPU : nil
    frame = withFPU ?? exception?.systemCall ?? 0
    size = model.configuration.number(Self.option, or: 0)
  }

  /// Throws if a call may take more than the stack has.
  func check(_ depth: MainThreadDepth, _ toolchain: Toolchain) async throws {
    var deepest = try depth.analysis.depth(of: "bulkhead_admit_call")
    if hasGates {
      for function in ["bulkhead_call_gate", "bulkhead_leave_gate"] {
        let other = try depth.analysis.depth(of: function)
        if other.bytes > deepest.bytes { deepest = other }
      }
    }
    for function in functions {
      let other = try depth.analysis.depth(at: function)
      if other.bytes > deepest.bytes { deepest = other }
    }
    let needed = MainStack.aligned(frame + deepest.bytes + depth.exceptionBytes)
    if needed <= size { return }
    let path = await toolchain.demangle(deepest.path.map(\.function))
    throw Failure(
      "a system call may take \(needed) bytes of its stack, which has \(size): "
        + path.joined(separator: " -> "),
      remedy: "CONFIG_\(Self.option)=\(needed)")
  }
}
