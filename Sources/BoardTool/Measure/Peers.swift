/// The figures of other kernels, from Tests/Benchmarks/peers.yml.
public struct Peers: Decodable, Sendable {
  public struct Operation: Decodable, Sendable {
    public var name: String
    public var title: String
    /// What ours is to take at most, by the first part of the processor's triple.
    public var limits: [String: Int]?
    public var peers: [String: Int]

    func limit(for processor: Processor) -> Int? {
      guard let triple = processor.triple else { return nil }
      return limits?.first { triple.hasPrefix($0.key) }?.value
    }
    func best(among columns: [String]) -> Int? { columns.compactMap { peers[$0] }.min() }
  }

  public struct ImageSize: Decodable, Sendable {
    public var name: String
    public var text: UInt64
    public var data: UInt64
    public var bss: UInt64
  }

  /// What is compared with each other.
  public struct Figures: Decodable, Sendable {
    enum CodingKeys: String, CodingKey, CaseIterable {
      case architectures
      case operations
      case sizes
    }

    /// The columns to print, by the first part of the processor's triple.
    public var architectures: [String: [String]]
    public var operations: [Operation]
    public var sizes: [ImageSize]

    func columns(for processor: Processor) -> [String] {
      guard let triple = processor.triple else { return [] }
      return architectures.first { triple.hasPrefix($0.key) }?.value ?? []
    }
  }

  private enum CodingKeys: String, CodingKey {
    case isolated
  }

  /// Threads with privileges, memory without protection; the keys of the file itself.
  public var kernel: Figures
  /// Threads without, confined by the memory protection.
  public var isolated: Figures

  public init(from decoder: any Decoder) throws {
    kernel = try Figures(from: decoder)
    isolated = try decoder.container(keyedBy: CodingKeys.self).decode(
      Figures.self, forKey: .isolated)
  }

  public static func read(in project: Project) throws -> Peers {
    let figures = Figures.CodingKeys.allCases.map(\.rawValue)
    return try YAMLFile(
      file: project.benchmarks / "peers.yml", keys: figures + [CodingKeys.isolated.rawValue],
      nested: [CodingKeys.isolated.rawValue: figures]
    ).read(Peers.self)
  }
}
