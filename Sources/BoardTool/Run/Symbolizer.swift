import Devicetree

/// Adds function, file and line to the addresses in a fatal error's report.
struct Symbolizer: Sendable {
  var toolchain: Toolchain
  private let elf: Path
  /// What the image hands over to, at addresses of its own.
  private let slot: PackedImage?

  init(toolchain: Toolchain, image: Image) {
    self.init(toolchain: toolchain, elf: image.elf, slot: image.applicationSlot)
  }

  init(toolchain: Toolchain, elf: Path, slot: PackedImage? = nil) {
    self.toolchain = toolchain
    self.elf = elf
    self.slot = slot
  }

  private var program: Path { toolchain.symbolizer }

  /// Names before an address that is one of code; other registers hold anything.
  private static let codeRegisters: Set<String> = ["pc", "lr", "ra", "ip", "rip", "mepc", "epc"]

  /// What a Cortex-M handler's `lr` holds: no address.
  private static let exceptionReturns: ClosedRange<UInt64> = 0xffff_ff00...0xffff_ffff

  /// What to append to the line: a line for each code address in it.
  func annotation(for line: String) async -> String {
    // A sanitizer's report has its places already.
    if line.contains(" in ") { return "" }
    if let name = await touched(by: line) { return "\n  address in \(name)" }
    let found = Self.addresses(in: line)
    var text = ""
    for address in found {
      guard let place = await place(of: address.value) else { continue }
      text += "\n  \(address.name) in \(place)"
    }
    return text
  }

  /// What a thread without privileges has touched, of a line such as `  address 0x20000358, the kernel's memory`.
  private func touched(by line: String) async -> String? {
    let words = line.split { " ,\r".contains($0) }
    guard line.contains(","), words.count > 2, words[0] == "address",
      let address = UInt64(words[1].dropFirst(2), radix: 16)
    else { return nil }
    if let found = await variable(at: address) { return "\(found.name) at \(found.place)" }
    return await location(of: address) == nil ? nil : await place(of: address)
  }

  struct Address: Equatable {
    var name: String
    var value: UInt64
  }

  /// The code addresses of a line such as `  pc  0x00001234` or `  pc: 0x1234  lr: 0x5678`.
  static func addresses(in line: String) -> [Address] {
    guard line.first == " " || line.first == "\t" else { return [] }
    let words = line.split { " \t:=,\r".contains($0) }.map { $0.lowercased() }
    return zip(words, words.dropFirst()).compactMap { name, value in
      let isFrame = name.hasPrefix("#") && name.dropFirst().allSatisfy(\.isNumber)
      guard value.hasPrefix("0x"), isFrame || codeRegisters.contains(name),
        let address = UInt64(value.dropFirst(2), radix: 16), address > 1,
        !exceptionReturns.contains(address)
      else { return nil }
      // A return address is behind its call; the lowest bit of an Arm one says "Thumb".
      let isReturn = name == "lr" || name == "ra" || isFrame
      return Address(name: name, value: isReturn ? (address & ~1) - 2 : address & ~1)
    }
  }

  /// File and line of the variable at an address.
  func place(ofData address: UInt64) async -> String? { await variable(at: address)?.place }

  func location(ofData address: UInt64) async -> SourceLocation? {
    guard let place = await place(ofData: address), let colon = place.lastIndex(of: ":"),
      let line = Int(place[place.index(after: colon)...])
    else { return nil }
    return SourceLocation(file: String(place[..<colon]), line: line)
  }

  private func variable(at address: UInt64) async -> (name: String, place: String)? {
    let result = try? await Tool.run(
      program, ["--obj=\(elf)", "DATA 0x" + String(address, radix: 16)])
    // The name, where it begins and how long it is, and where it is declared.
    guard let lines = result?.output.split(separator: "\n"), lines.count > 2,
      let range = Self.range(lines[1]), range.contains(address),
      let colon = lines[2].lastIndex(of: ":"), !lines[2].hasPrefix("?")
    else { return nil }
    let place = Path(String(lines[2][..<colon])).relative + lines[2][colon...]
    return (String(lines[0]), place)
  }

  private static func range(_ line: Substring) -> Range<UInt64>? {
    let numbers = line.split(separator: " ").compactMap { UInt64($0) }
    return numbers.count == 2 ? numbers[0]..<(numbers[0] + numbers[1]) : nil
  }

  private func place(of address: UInt64) async -> String? {
    guard let found = await line(of: address) else { return nil }
    let function = await toolchain.demangle([found.function])[0]
    guard let location = found.location else { return function }
    return "\(function) at " + (location.line == 0 ? location.file : "\(location)")
  }

  /// File and line of an instruction; nil where the compiler gives none.
  func location(of address: UInt64) async -> SourceLocation? {
    guard let location = await line(of: address)?.location, location.line > 0 else { return nil }
    return location
  }

  private func line(
    of address: UInt64
  ) async -> (function: String, location: SourceLocation?)? {
    let object = slot.flatMap { $0.slot.contains(address) ? $0.elf : nil } ?? elf
    let result = try? await Tool.run(
      program,
      ["--obj=\(object)", "--no-inlines", "--output-style=LLVM", hex(address)])
    guard let lines = result?.output.split(separator: "\n"), lines.count >= 2,
      !lines[0].hasPrefix("??")
    else { return nil }
    let parts = lines[1].split(separator: ":")
    let file = Path(parts.first.map(String.init) ?? "").relative
    // The compiler gives no line to what it made itself, and no file to some of the kernel.
    let isKnown = !file.hasPrefix("??") && !file.hasSuffix(".o")
    let number = parts.dropFirst().first.flatMap { Int($0) } ?? 0
    return (String(lines[0]), isKnown ? SourceLocation(file: file, line: number) : nil)
  }
}
