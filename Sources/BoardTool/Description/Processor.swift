import Devicetree

/// What the build must know of a processor: a file in `Sources/Ports/<port>/cpus`.
public struct Processor: Decodable, Sendable {
  /// How the processor keeps a thread out of memory that is not its own.
  public struct Protection: Decodable, Sendable {
    public enum Kind: String, Decodable, Sendable {
      case pmsav7
      case pmsav8
      case pmp
      /// Capabilities, in hybrid mode: one range of code and one of memory.
      case cheri
      /// The host's pages.
      case pages
    }

    public enum Alignment: String, Decodable, Sendable {
      /// A region's size is a power of two, and its address a multiple of it.
      case powerOfTwo = "power-of-two"
      /// Address and size are multiples of the granule.
      case granule
    }

    public var kind: Kind
    /// How many there are; nil where nothing limits them.
    public var regions: Int?
    /// A property of the cpu node that says it of this very chip.
    public var regionsProperty: String?
    /// Bytes of the smallest region.
    public var granule: Int
    public var alignment: Alignment

    enum CodingKeys: String, CodingKey {
      case kind
      case regions
      case regionsProperty = "regions-property"
      case granule
      case alignment
    }
  }

  /// What an interrupt or a switch takes of the stack of the thread that it comes to.
  public struct Exception: Decodable, Sendable {
    /// Bytes that the processor and the port push, and that alignment takes.
    public var frame: Int
    /// The same for an image with CONFIG_FPU; nil where that changes nothing.
    public var frameWithFPU: Int?
    /// What the port puts on a thread's stack for system calls below the frames of the call itself.
    public var systemCall: Int?
    /// The same for an image with CONFIG_FPU; nil where that changes nothing.
    public var systemCallWithFPU: Int?
    /// Functions that the port calls on top of the frame before it leaves the thread's stack.
    public var functions: [String]?

    enum CodingKeys: String, CodingKey {
      case frame
      case frameWithFPU = "frame-with-fpu"
      case systemCall = "system-call"
      case systemCallWithFPU = "system-call-with-fpu"
      case functions
    }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case protection
    case exception
    case name
    case compatible
    case port
    case kconfig
    case triple
    case swift
    case clang
    case fpu
    case coreTimer = "core-timer"
  }

  public var name: String
  public var compatible: [String]
  /// The kernel's port; also the SwiftPM trait that chooses it.
  public var port: String
  public var protection: Protection
  /// Nil where the stacks are not computed: the machine the build runs on.
  public var exception: Exception?
  /// Kconfig symbols that are on for this processor.
  public var kconfig: [String]
  /// Nil for the machine the build runs on.
  public var triple: String?
  public var swift: [String]?
  public var clang: [String]?
  /// What the application's C is compiled with instead of the float ABI flag, if CONFIG_FPU is on.
  public var fpu: [String]?

  /// The timer that it has itself, by what its node is compatible with.
  public var coreTimer: [String]

  public var isHost: Bool { triple == nil }
  /// The processor as compilers call it; nil if the instruction set says all.
  var cpu: String? {
    (clang ?? []).first { $0.hasPrefix("-mcpu=") }.map { String($0.dropFirst("-mcpu=".count)) }
  }
  public var isCortexM: Bool { port == "CortexM" }

  public static func all(in project: Project) throws -> [Processor] {
    try project.ports.entries.flatMap { ($0 / "cpus").entries }
      .filter { $0.fileExtension == "yml" }
      .map { file in
        try YAMLFile.read(Processor.self, from: file, keys: CodingKeys.allCases.map(\.rawValue))
      }
  }

  /// The processor that the first enabled `cpu` node names.
  public static func of(_ tree: Devicetree, in project: Project) throws -> Processor {
    guard let node = tree.nodes.first(where: { isProcessor($0) && tree.isEnabled($0) }) else {
      throw Failure(
        "the devicetree has no enabled processor",
        at: tree["/cpus"]?.location ?? tree.root?.location,
        remedy: "add to /cpus: cpu@0 { device_type = \"cpu\"; compatible = …; reg = <0>; };")
    }
    let processors = try all(in: project)
    let known = processors.flatMap(\.compatible)
    let names = known.joined(separator: ", ")
    guard let wanted = node.compatible.first else {
      throw Failure(
        "the processor \(node.displayName) has no 'compatible'", at: node.location,
        remedy: "add it: one of \(names)")
    }
    for name in node.compatible {
      if var processor = processors.first(where: { $0.compatible.contains(name) }) {
        if let regions = processor.protection.regionsProperty.flatMap({ node[$0]?.cell }) {
          processor.protection.regions = Int(regions)
        }
        try processor.refuseOtherWidth(of: node)
        return processor
      }
    }
    throw Failure(
      "no processor is known as \(node.compatible.joined(separator: ", ")) (known: \(names))"
        + NearestMatch.hint(for: wanted, among: known),
      at: node["compatible"]?.location ?? node.location,
      remedy: "add it to a file in Sources/Ports/*/cpus, if one of them has its instructions")
  }

  /// `riscv` names processors of either width; what the node says of itself decides.
  private func refuseOtherWidth(of node: Node) throws {
    guard let isa = node["riscv,isa-base"] ?? node["riscv,isa"], let text = isa.string,
      triple?.hasPrefix("riscv32") == true, !text.hasPrefix("rv32")
    else { return }
    throw Failure(
      "the processor \(node.displayName) is '\(text)', and the kernel runs on rv32",
      at: isa.location ?? node.location, remedy: "choose a board whose processor has 32 bits")
  }

  static func isProcessor(_ node: Node) -> Bool {
    node["device_type"]?.string == "cpu"
      || node.parentPath == "/cpus" && (node.name == "cpu" || node.name.hasPrefix("cpu@"))
  }
}
