// An image into RAM.

import ELF

extension Machine {
  /// Loads an executable for RV32 at its physical addresses, and starts at its entry.
  ///
  /// Throws `SimulatorError` or `ELFError` for what is none or does not fit the RAM; nothing runs then.
  public func load(_ bytes: [UInt8]) throws {
    let file = try ELFFile(bytes)
    guard file.word == 4, file.machine == .riscv else {
      throw SimulatorError("not an image for a RISC-V of 32 bits")
    }
    guard try file.isExecutable() else {
      throw SimulatorError("an object file, not an image that was linked")
    }
    let segments = try file.segments().filter { $0.size > 0 }
    if segments.isEmpty { throw SimulatorError("the image has nothing to load") }
    for segment in segments {
      guard let address = UInt32(exactly: segment.address),
        let size = UInt32(exactly: segment.size), let offset = memory.offset(address, size)
      else {
        throw SimulatorError(
          "the image has \(segment.size) bytes at \(hex(segment.address)), which is not RAM "
            + "(\(hex(Memory.base)) to \(hex(UInt64(Memory.base) + UInt64(memory.size))))")
      }
      memory.write(offset, file.bytes(segment.contents))
    }
    let entry = try file.entry()
    guard let start = UInt32(exactly: entry), memory.offset(start, 2) != nil, start & 1 == 0 else {
      throw SimulatorError("the entry \(hex(entry)) is not in RAM")
    }
    pc = start
    symbols = SymbolTable(
      file.symbols.compactMap { symbol in
        guard symbol.isFunction, let address = UInt32(exactly: symbol.address) else { return nil }
        return (address, symbol.name)
      })
    counts = [Counts](repeating: Counts(), count: symbols.count + 1)
  }
}

func hex(_ number: some BinaryInteger) -> String { "0x" + String(number, radix: 16) }
