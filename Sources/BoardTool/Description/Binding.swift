/// A driver's `binding.yml`: which nodes it serves, and what the image needs for each of them.
public struct Binding: Decodable, Sendable {
  public struct Property: Decodable, Sendable {
    public enum Kind: String, Decodable, Sendable {
      case int
      case boolean
      case string
    }

    public var name: String
    public var type: Kind
    public var required: Bool?
    public var `default`: UInt32?
  }

  /// What makes the driver an interrupt controller, and where its node says how large it is.
  public struct Controller: Decodable, Sendable {
    public enum Cell: String, Decodable, Sendable {
      case line
      case priority
      case flags
    }

    /// A number, or the name of the property that holds it.
    public enum Count: Decodable, Sendable {
      case number(UInt32)
      case property(String)

      public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(UInt32.self) {
          self = .number(number)
        } else {
          self = .property(try container.decode(String.self))
        }
      }
    }

    public var lines: Count
    public var firstLine: UInt32?
    public var priorityBits: Count
    public var cells: [Cell]

    enum CodingKeys: String, CodingKey {
      case lines
      case firstLine = "first-line"
      case priorityBits = "priority-bits"
      case cells
    }
  }

  /// A C structure of functions and who implements each: the image gets it as a constant.
  public struct Interface: Decodable, Sendable {
    public var type: String
    public var functions: [String: String]
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case compatible
    case kconfig
    case dependsOn = "depends-on"
    case description
    case level
    case `init`
    case shutdown
    case api
    case state
    case interrupts
    case exceptions
    case properties
    case dependencies
    case controller
    case clock
  }

  public var compatible: [String]
  public var kconfig: String
  /// A Kconfig symbol without which the driver is off.
  public var dependsOn: String?
  public var description: String?
  public var level: InitLevel?
  public var `init`: String?
  public var shutdown: String?
  /// The table of functions that `device->api` points to.
  public var api: Interface?
  /// Bytes of RAM for each device.
  public var state: Int?
  /// Handlers, by position in the node's `interrupts`.
  public var interrupts: [String]?
  /// Handlers of the processor's own exceptions, by number.
  public var exceptions: [Int: String]?
  public var properties: [Property]?
  /// Properties whose phandles name what must come up first.
  public var dependencies: [String]?
  public var controller: Controller?
  /// A property with the device's frequency, on the node or else on `/cpus`.
  public var clock: String?

  /// All drivers of the project.
  ///
  /// Throws if a file is not a binding.
  public static func all(in project: Project) throws -> [Binding] {
    try project.drivers.entries.map { $0 / "binding.yml" }.filter(\.exists).map { file in
      try YAMLFile.read(Binding.self, from: file, keys: CodingKeys.allCases.map(\.rawValue))
    }
  }
}

/// When a device comes up.
///
/// The raw values are Zephyr's names; the order is the order of boot.
public enum InitLevel: String, CaseIterable, Decodable, Sendable, Comparable {
  case early = "EARLY"
  case preKernel1 = "PRE_KERNEL_1"
  case preKernel2 = "PRE_KERNEL_2"
  case postKernel = "POST_KERNEL"
  case application = "APPLICATION"

  public static func < (left: InitLevel, right: InitLevel) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }
}
