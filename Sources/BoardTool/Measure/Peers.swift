/// The figures of other kernels, from Tests/Benchmarks/peers.yml.
public struct Peers: Decodable, Sendable {
  public struct Operation: Decodable, Sendable {
    public var name: String
    public var title: String
    public var peers: [String: Int]
  }

  public struct ImageSize: Decodable, Sendable {
    public var name: String
    public var text: UInt64
    public var data: UInt64
    public var bss: UInt64
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case architectures
    case operations
    case sizes
  }

  /// The columns to print, by the first part of the processor's triple.
  public var architectures: [String: [String]]
  public var operations: [Operation]
  public var sizes: [ImageSize]

  public static func read(in project: Project) throws -> Peers {
    try YAMLFile.read(
      Peers.self, from: project.benchmarks / "peers.yml", keys: CodingKeys.allCases.map(\.rawValue))
  }

  func columns(for processor: Processor) -> [String] {
    guard let triple = processor.triple else { return [] }
    return architectures.first { triple.hasPrefix($0.key) }?.value ?? []
  }
}
