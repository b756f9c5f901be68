import Devicetree

/// What `system.yml` in an application says: its compartments, what each exports and imports.
struct SystemDescription: Sendable {
  struct Compartment: Sendable, Decodable {
    var name: String
    /// Files of the application, and folders with all below.
    var sources: [String]
    var exports: [Export] = []
    var imports: [Import] = []
    /// Threads of one compartment that are in it at a time, besides its own.
    var callers = 1
    /// Bytes of the stack that each of these has there.
    var stack = 512
    /// Bytes for what is copied of a call's buffers.
    var buffers = 0
    /// Bytes of a heap of its own.
    var heap = 0
    /// Capabilities that it may have at once where the kernel holds them; 0: it uses none.
    var capabilities = 0
    /// Labels of devices whose registers it reaches.
    var devices: [String] = []
    /// Partitions of variables that it shares with others.
    var partitions: [String] = []
    var threads: [Thread] = []
    var startFunction: String?
    var shutdownFunction: String?
    /// Init entries that come up before it, beside those of its imports.
    var after: [String] = []
    var deadline: Int?
    var policy: String?
    /// A header of the application that declares the exports, for the compiler to compare.
    var header: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, sources, exports, imports, callers, stack, buffers, heap, capabilities
      case devices, partitions
      case threads, after, policy, header
      case startFunction = "init"
      case shutdownFunction = "shutdown"
      case deadline = "deadline-ms"
    }

    init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: CodingKeys.self)
      name = try keys.decode(String.self, forKey: .name)
      sources = try keys.decode([String].self, forKey: .sources)
      exports = try keys.decodeIfPresent([Export].self, forKey: .exports) ?? []
      imports = try keys.decodeIfPresent([Import].self, forKey: .imports) ?? []
      callers = try keys.decodeIfPresent(Int.self, forKey: .callers) ?? 1
      stack = try keys.decodeIfPresent(Int.self, forKey: .stack) ?? 512
      buffers = try keys.decodeIfPresent(Int.self, forKey: .buffers) ?? 0
      heap = try keys.decodeIfPresent(Int.self, forKey: .heap) ?? 0
      capabilities = try keys.decodeIfPresent(Int.self, forKey: .capabilities) ?? 0
      devices = try keys.decodeIfPresent([String].self, forKey: .devices) ?? []
      partitions = try keys.decodeIfPresent([String].self, forKey: .partitions) ?? []
      threads = try keys.decodeIfPresent([Thread].self, forKey: .threads) ?? []
      startFunction = try keys.decodeIfPresent(String.self, forKey: .startFunction)
      shutdownFunction = try keys.decodeIfPresent(String.self, forKey: .shutdownFunction)
      after = try keys.decodeIfPresent([String].self, forKey: .after) ?? []
      deadline = try keys.decodeIfPresent(Int.self, forKey: .deadline)
      policy = try keys.decodeIfPresent(String.self, forKey: .policy)
      header = try keys.decodeIfPresent(String.self, forKey: .header)
    }

    /// Whether it has an init entry.
    var comesUp: Bool { startFunction != nil || shutdownFunction != nil }
  }

  struct Thread: Sendable, Decodable {
    var name: String
    var entry: String
    var stack: Int
    var priority: Int
    /// Milliseconds before it starts.
    var delay: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, entry, stack, priority
      case delay = "delay-ms"
    }
  }

  struct Import: Sendable, Decodable {
    /// As in `logger.log`.
    var gate: String
    /// How long a call waits while as many as the compartment serves are in it; nil: for ever.
    var timeout: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case gate
      case timeout = "timeout-ms"
    }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        gate = text
        return
      }
      let keys = try decoder.container(keyedBy: CodingKeys.self)
      gate = try keys.decode(String.self, forKey: .gate)
      timeout = try keys.decodeIfPresent(Int.self, forKey: .timeout)
    }

    var parts: (compartment: String, function: String)? {
      let words = gate.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2, !words[0].isEmpty, !words[1].isEmpty else { return nil }
      return (words[0], words[1])
    }
  }

  /// An exported function, as its signature says it.
  struct Export: Sendable, Decodable {
    var text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
      text = try decoder.singleValueContainer().decode(String.self)
    }
  }

  var file: Path
  var compartments: [Compartment]
  /// Where each value stands.
  var places: YAMLPlaces

  /// Of an application; nil if it has none.
  init?(of application: Application) throws {
    guard let file = application.systemFile else { return nil }
    self.file = file
    let yaml = YAMLFile(
      file: file, keys: ["compartments"],
      nested: [
        "compartments": Compartment.CodingKeys.allCases.map(\.rawValue),
        "threads": Thread.CodingKeys.allCases.map(\.rawValue),
        "imports": Import.CodingKeys.allCases.map(\.rawValue),
      ], guide: "docs/COMPARTMENTS.md")
    struct Content: Decodable { var compartments: [Compartment] }
    let (content, places) = try yaml.readWithPlaces(Content.self)
    compartments = content.compartments
    self.places = places
    try check()
  }

  func compartment(_ name: String) -> Compartment? { compartments.first { $0.name == name } }

  /// All that its compartments may have at once.
  var capabilities: Int { compartments.map(\.capabilities).reduce(0, +) }

  /// How many the ones before it may have.
  func capabilities(before compartment: Compartment) -> Int {
    compartments.prefix(number(of: compartment) - 1).map(\.capabilities).reduce(0, +)
  }

  /// Bytes at the top of each stack in it for what is copied of a call's buffers, and for its capabilities.
  func bufferBytes(of compartment: Compartment) throws -> Int {
    let variables = try signatures(of: compartment).map { signature in
      8 * signature.arguments.count { $0.buffer?.isCapability == true }
    }
    return (compartment.buffers + 7) / 8 * 8 + (variables.max() ?? 0)
  }

  /// From 1 on, as its objects have it.
  func number(of compartment: Compartment) -> Int {
    (compartments.firstIndex { $0.name == compartment.name } ?? 0) + 1
  }

  /// Where a key of a compartment stands, or one of the values in its list.
  func place(_ compartment: Compartment, _ key: Compartment.CodingKeys, _ index: Int? = nil)
    -> SourceLocation
  {
    let start: [YAMLPlaces.Step] = [
      .key("compartments"), .index(number(of: compartment) - 1), .key(key.rawValue),
    ]
    return places.location(start + (index.map { [.index($0)] } ?? []))
  }
}

extension Application {
  /// Its compartments.
  var systemFile: Path? {
    let file = folder / "system.yml"
    return file.exists ? file : nil
  }
}
