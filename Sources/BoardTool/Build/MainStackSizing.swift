import ELF

/// Links an image with the stack that its main thread needs, which only the linked image tells.
///
/// The figure is kept beside the image: it is computed anew if the image was linked anew, and where it
/// is as expected, the image is linked once.
struct MainStackSizing {
  /// What people call the image.
  var name: String
  var toolchain: Toolchain
  var model: ImageModel
  var plan: InitPlan
  var elf: Path
  /// In an image of tests main is the harness's, which prints whatever a test may come to.
  var isTest: Bool
  /// Bytes that calls into compartments take of the stack besides.
  var forGates = 0

  private var record: Path { Path(elf.string + ".stack") }
  /// What the figure depends on beside the image.
  private var inputs: String { model.processor.exception.map { "\($0)" } ?? "" }

  /// Links, and links again if the stack is to be larger or smaller than was thought.
  ///
  /// Throws if the code does not say what the stack must have. Warns if main may take more than that.
  func settle(_ link: (MainStack) async throws -> Void) async throws -> MainStack {
    var declared = MainStack(model.configuration)
    declared.forGates = forGates
    if model.processor.exception == nil {
      try await link(declared)
      return declared
    }
    var stack = recorded ?? declared
    do { try await link(stack) } catch let failure as Failure {
      guard failure.isShortOfMemory, stack.isGrown else { throw failure }
      // What is in the image now may need less.
      stack = declared
      try await link(stack)
    }
    if isUpToDate { return stack }
    Progress.shared.say("computing the depth of the main thread's stack")
    let depth = try await MainThreadDepth(of: elf, model)
    let messages = MainStackMessages(
      name: name, depth: depth, model: model, plan: plan,
      symbolizer: Symbolizer(toolchain: toolchain, elf: elf))
    try await messages.refuseUnknown()
    if let calls = SystemCallStack(of: try ELFFile(elf.bytes()), model) {
      try await calls.check(depth, toolchain)
    }
    let linked = stack.size
    stack.needed = depth.untilMain.bytes + depth.exceptionBytes
    if stack.size != linked {
      do { try await link(stack) } catch var failure as Failure {
        if failure.isShortOfMemory { failure.notes.append(await messages.note) }
        throw failure
      }
    }
    if !isTest, let warning = await messages.warning(stack) { printError(warning) }
    try keep(stack)
    return stack
  }

  /// From the last time.
  private var recorded: MainStack? {
    guard let lines = try? record.text().split(separator: "\n"), lines.count == 2,
      lines[1] == inputs, let needed = Int(lines[0])
    else { return nil }
    var stack = MainStack(model.configuration, needed: needed)
    stack.forGates = forGates
    return stack
  }

  /// Whether what is recorded is of the image as it is.
  private var isUpToDate: Bool {
    guard recorded != nil, let written = record.modificationTime,
      let built = elf.modificationTime
    else { return false }
    return built <= written
  }

  private func keep(_ stack: MainStack) throws {
    try record.remove()
    try record.write("\(stack.needed ?? 0)\n\(inputs)\n")
  }
}
