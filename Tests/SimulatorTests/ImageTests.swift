import BoardTool
import Foundation
import Simulator
import Testing

/// Images for `qemu_virt_rv32` do the same here as under QEMU.
@Suite struct ImageTests {
  private static let root = Path(absolute: #filePath).parent.parent.parent

  private static func image(_ folder: String) async throws -> Path {
    let project = Project(root: root)
    let builder = ImageBuilder(
      project: project, board: try Board.named("qemu_virt_rv32", in: project),
      application: try Application(folder: (root / folder).string, in: project))
    return try await builder.build().elf
  }

  /// What QEMU prints, with time that passes with instructions.
  private static func emulated(_ image: Path) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "qemu-system-riscv32", "-icount", "shift=5,align=off,sleep=off", "-M", "virt", "-bios",
      "none",
      "-display", "none", "-monitor", "none", "-serial", "stdio", "-kernel", image.string,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: ["samples/hello", "samples/philosophers"])
  func printsWhatItPrintsUnderQEMU(folder: String) async throws {
    let image = try await Self.image(folder)
    let machine = Machine()
    let console = Console(machine)
    try machine.load(image.bytes())
    #expect(machine.run(limit: 200_000_000) == .finished(status: 0))
    #expect(console.text == (try Self.emulated(image)))
    #expect(machine.totals().instructions == machine.instructions)
  }
}
