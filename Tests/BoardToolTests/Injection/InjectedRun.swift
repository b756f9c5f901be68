import ELF
import Foundation
import KernelCore

@testable import BoardTool

/// One run of an image in which something goes wrong, to its end before main.
struct InjectedRun {
  /// What an emulated machine's memory says.
  struct Memory: Sendable {
    var rows: [InitForecast.Row]
    /// What came up, in its order, as the rows are linked.
    var trail: [Int]
    /// Whether the entry's device is ready, and whether it takes calls; nil if it has none.
    var isReady: [Bool?]
    var takesCalls: [Bool?]
  }

  var lines: [String]
  var end: ImageRunner.End
  /// When the system begins to go down, and when the run ends; empty on the host.
  var memories: [Memory]

  /// Runs; `socket` is where the emulator listens.
  init(_ image: Image, socket: Path) async throws {
    var runner = ImageRunner(image: image)
    runner.timeout = .seconds(DebugStub.patience)
    // QEMU that counts instructions does not always go on after a breakpoint.
    runner.pace = .realTime
    runner.dropsErrors = true
    let console = ConsoleStream(symbolizer: nil, echoes: false, keeps: true)
    let isHost = image.model.processor.isHost
    if !isHost { runner.arguments = DebugStub.arguments(at: socket) }
    async let ended = runner.run { await console.take($0) }
    memories = isHost ? [] : try await Self.watch(image, socket)
    end = try await ended
    await console.end()
    lines = await console.lines
    try? socket.remove()
  }

  /// On a thread of its own, since it waits for the emulator.
  private static func watch(_ image: Image, _ socket: Path) async throws -> [Memory] {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Result { try look(image, socket) }) }.start()
    }
  }

  private static func look(_ image: Image, _ socket: Path) throws -> [Memory] {
    let file = try ELFFile(image.elf.bytes())
    func address(_ name: String) throws -> UInt64 {
      guard let symbol = file.symbols.first(where: { $0.name == name }) else {
        throw Failure("the image has no symbol \(name)")
      }
      return symbol.address & ~1
    }
    let stub = try DebugStub(at: socket)
    var places = try ["bulkhead_shutdown", "bulkhead_exit"].map(address)
    try places.forEach(stub.setBreakpoint)
    var memories: [Memory] = []
    while try stub.run() {
      // Arm's program counter is register 15 of the debugger's, RISC-V's 32.
      let counter = try stub.register(file.machine == .arm ? 15 : 32) & ~1
      guard let place = places.firstIndex(of: counter) else {
        throw Failure("the machine stopped at \(hex(counter))")
      }
      memories.append(
        try Memory(
          of: image, file, table: address("bulkhead_init_table"),
          outcomes: address("bulkhead_init_outcomes"), stub))
      try stub.removeBreakpoint(at: counter)
      places.remove(at: place)
      if places.count < 2, counter == (try address("bulkhead_exit")) {
        try stub.letGo()
        break
      }
    }
    return memories
  }
}

extension InjectedRun.Memory {
  /// As Include/bulkhead/image.h and Include/zephyr/device.h lay it out on a board of 32 bits.
  fileprivate init(
    of image: Image, _ file: ELFFile, table: UInt64, outcomes: UInt64, _ stub: DebugStub
  ) throws {
    let count = image.plan.table.count
    let bytes = try stub.memory(at: outcomes, count: 16 * count)
    func half(_ place: Int, _ offset: Int) -> Int {
      Int(bytes[16 * place + offset]) | Int(bytes[16 * place + offset + 1]) << 8
    }
    let rows = (0..<count).map { place in
      let state = InitState(rawValue: bytes[16 * place + 12]) ?? .running
      return InitForecast.Row(state: state, cause: state == .skipped ? half(place, 10) : nil)
    }
    let wereUp = rows.indices.filter {
      rows[$0].state == .up || rows[$0].state.rawValue >= InitState.goingDown.rawValue
    }
    let below = Dictionary(uniqueKeysWithValues: wereUp.map { ($0, half($0, 8)) })
    var next = wereUp.first { !below.values.contains($0) }
    var lastFirst: [Int] = []
    while let place = next, lastFirst.count <= count {
      lastFirst.append(place)
      next = below[place].flatMap { $0 == 0xffff ? nil : $0 }
    }
    func pointer(_ address: UInt64) throws -> UInt64 {
      guard let word = file.constantWord(at: address, ram: image.model.ram?.range) else {
        throw Failure("no constant at \(hex(address))")
      }
      return word
    }
    let devices: [[UInt8]?] = try (0..<count).map { place in
      let device = try pointer(table + UInt64(16 * place + 8))
      return device == 0 ? nil : try stub.memory(at: pointer(device + 12), count: 3)
    }
    self.init(
      rows: rows, trail: lastFirst.reversed(),
      isReady: devices.map { $0.map { $0[0] == 0 && $0[1] != 0 } },
      takesCalls: devices.map { $0.map { $0[2] == 0 } })
  }
}
