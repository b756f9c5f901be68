import Foundation

/// How long a large tree of options takes, beside Kconfiglib on the same files in the same run.
public struct KconfigBenchmark: Sendable {
  public struct Result: Sendable {
    public var symbols: Int
    /// Processor time of this package's `kconfig` verb over Kconfiglib's, median of the runs.
    public var ratio: Double
    /// Whether both wrote the same configuration and header.
    public var agrees: Bool

    public var text: String {
      let percent = Int((ratio * 1000).rounded())
      let number =
        "0." + String(repeating: "0", count: max(0, 3 - "\(percent)".count)) + "\(percent)"
      return "\(symbols) symbols: \(number) of Kconfiglib's processor time (at most 0.200 wanted); "
        + (agrees ? "the same configuration and header" : "DIFFERENT configurations")
    }
  }

  public var project: Project
  public var symbols = 20_000
  public var runs = 5
  /// This command line's own program.
  var program = Path(absolute: CommandLine.arguments[0])

  public init(project: Project) {
    self.project = project
  }

  public func run() async throws -> Result {
    let python = try await PythonEnvironment.kconfiglib(in: project).interpreter()
    let folder = Path(absolute: NSTemporaryDirectory()) / "bulkhead-\(UUID().uuidString)"
    try folder.createDirectory()
    defer { try? folder.remove() }
    var tree = LargeTree(symbols: symbols)
    for (name, text) in tree.files() { try (folder / name).write(text) }
    try (folder / "assignments").write(tree.assignments())

    var ratios: [Double] = []
    for number in 0..<runs {
      Progress.shared.say("run \(number + 1) of \(runs)")
      let own = try await time(program, ownArguments, in: folder)
      let other = try await time(python, theirArguments, in: folder)
      ratios.append(own / other)
    }
    Progress.shared.clear()
    let agrees =
      try (folder / "own.config").text() == (folder / "their.config").text()
      && (folder / "own.h").text() == (folder / "their.h").text()
    return Result(symbols: symbols, ratio: ratios.sorted()[runs / 2], agrees: agrees)
  }

  private var ownArguments: [String] {
    [
      "kconfig", "Kconfig", "--config", "assignments", "--write-config", "own.config",
      "--write-header", "own.h",
    ]
  }

  private var theirArguments: [String] {
    ["-m", "genconfig", "--header-path", "their.h", "--config-out", "their.config", "Kconfig"]
  }

  /// Seconds of processor time, of children that ended meanwhile: this one.
  private func time(_ program: Path, _ arguments: [String], in folder: Path) async throws -> Double
  {
    let before = childTime()
    let result = try await Tool.run(
      program, arguments, in: folder, environment: ["KCONFIG_CONFIG": "assignments"])
    guard result.status == 0 else {
      throw Failure("\(program.name) \(arguments.joined(separator: " ")):\n\(result.errors)")
    }
    return childTime() - before
  }

  private func childTime() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}

/// A tree of options as large projects have them: files, menus, dependencies, selects, ranges,
/// choices and helps, all from one seed.
private struct LargeTree {
  private let symbols: Int
  private var state: UInt64 = 1

  init(symbols: Int) {
    self.symbols = symbols
  }

  private static let perFile = 500

  mutating func files() -> [(String, String)] {
    let count = (symbols + Self.perFile - 1) / Self.perFile
    let top = "mainmenu \"Large\"\n\n" + (0..<count).map { "rsource \"Kconfig.\($0)\"\n" }.joined()
    return [("Kconfig", top)]
      + (0..<count).map { file in
        let numbers = file * Self.perFile..<min(symbols, (file + 1) * Self.perFile)
        let text = numbers.map { definition($0) }.joined()
        return ("Kconfig.\(file)", "menu \"Part \(file)\"\n\n\(text)endmenu\n")
      }
  }

  /// One bool in twenty gets a value.
  mutating func assignments() -> String {
    stride(from: 0, to: symbols, by: 20).map { number in
      "CONFIG_S\(number)=\(random(2) == 0 ? "y" : "n")\n"
    }.joined()
  }

  /// A number below the limit (SplitMix64).
  private mutating func random(_ limit: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ mixed >> 31) % UInt64(limit))
  }

  /// A bool near by, before the number (for what it depends on) or after it (for what it implies),
  /// so that no loop can arise.
  private mutating func bool(_ sign: Int, of number: Int) -> String {
    var found = number + sign * (random(200) + 10)
    found -= found % 10 > 5 ? 4 : 0
    return "S\(min(max(found, 0), symbols - symbols % 10))"
  }

  private mutating func definition(_ number: Int) -> String {
    let name = "S\(number)"
    var text = "config \(name)\n"
    switch number % 10 {
    case 0...5:
      text += "\tbool \"Option \(number)\"\n"
      if number > 300, random(2) == 0 { text += "\tdepends on \(bool(-1, of: number))\n" }
      if number > 300, random(3) == 0 { text += "\tdefault y if \(bool(-1, of: number))\n" }
      if number < symbols - 300, random(8) == 0 { text += "\timply \(bool(1, of: number))\n" }
    case 6, 7:
      text += "\tint \"Number \(number)\"\n\trange 0 \(random(900) + 100)\n"
      if number > 300 { text += "\tdefault \(random(100)) if \(bool(-1, of: number))\n" }
      text += "\tdefault \(random(100))\n"
    case 8:
      text += "\thex \"Address \(number)\"\n\tdefault 0x\(String(random(65_536), radix: 16))\n"
    default: text += "\tstring \"Text \(number)\"\n\tdefault \"value \(random(1000))\"\n"
    }
    return text + "\thelp\n\t  What option \(number) is for, in a sentence.\n\n"
  }
}
