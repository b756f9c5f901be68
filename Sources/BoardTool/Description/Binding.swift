import Devicetree

/// A driver's `binding.yml`: which nodes it serves, and what the image needs for each of them.
///
/// Sources/Drivers/README.md tells the format. A service has no node, and a binding without a
/// Kconfig symbol says only that nodes of its kind need no driver.
public struct Binding: Decodable, Sendable {
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
    /// The public header that declares it; nil if Include/bulkhead/image.h does.
    public var header: String?
    public var functions: [String: String]
    /// Members that are empty where a Kconfig symbol is off.
    public var only: [String: String]?
    /// The table of the same type that the class calls while a device is not up.
    public var answers: String?

    /// The types of which every call looks first whether the device is up, or does: those of the classes
    /// in <zephyr/drivers>, the console and the clock, as Include/zephyr/device.h knows them too.
    static let checkedTypes: Set = [
      "bulkhead_clock_api", "bulkhead_console_api", "clock_control_driver_api", "dma_driver_api",
      "entropy_driver_api",
      "flash_driver_api", "gpio_driver_api", "rtc_driver_api", "wdt_driver_api",
    ]
  }

  /// A register that tells whether a device is down.
  public struct IdleRegister: Decodable, Sendable {
    /// What the device's manual calls it.
    public var register: String
    /// Bytes from the node's first `reg`.
    public var offset: UInt32
    /// The bits that count; all of them by itself.
    public var mask: UInt32?
    /// What they read once the device is down; 0 by itself.
    public var value: UInt32?
    /// What the kernel writes to it if they read otherwise; nothing by itself.
    public var write: UInt32?
    /// Bytes of the register; 4 by itself.
    public var size: Int?
    /// A property that says how far the offset is shifted.
    public var shift: String?
  }

  /// Functions by which the kernel itself uses a watchdog, as Include/bulkhead/init_table.h declares them.
  public struct InitWatchdog: Decodable, Sendable {
    public var start: String
    public var feed: String
    public var stop: String
    /// Nil if it resets the processor.
    public var expired: String?

    var functions: [String] { [start, feed, stop, expired].compactMap { $0 } }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case compatible
    case service
    case after
    case kconfig
    case dependsOn = "depends-on"
    case description
    case level
    case policy
    case deadline = "deadline-ms"
    case `init`
    case shutdown
    case idle
    case api
    case state
    case buffer
    case interrupts
    case interruptNames = "interrupt-names"
    case exceptions
    case nmi
    case initWatchdog = "init-watchdog"
    case properties
    case dependencies
    case controller
    case clock
  }

  public var compatible: [String]?
  /// The name of a service: something to start and stop that has no hardware.
  public var service: String?
  /// What a service comes up after: services by name, drivers by a compatible string.
  public var after: [String]?
  public var kconfig: String?
  /// A Kconfig symbol without which the driver is off.
  public var dependsOn: String?
  public var description: String?
  public var level: InitLevel?
  /// What it means for the boot that a device does not come up: `optional`, which it is by itself,
  /// `required` or `essential`.
  public var policy: String?
  /// Milliseconds that the init of a device may take; 0: as long as it likes.
  public var deadline: Int?
  public var `init`: String?
  public var shutdown: String?
  /// What the hardware says once it is down.
  public var idle: [IdleRegister]?
  /// The table of functions that `device->api` points to.
  public var api: Interface?
  /// Bytes of RAM for each device; whole words of eight.
  public var state: Int?
  /// A property with the bytes of RAM that follow the state.
  public var buffer: String?
  /// Handlers, by position in the node's `interrupts`; one alone is for all of them.
  public var interrupts: [String]?
  /// The handlers' places in a node that names its interrupts; in the order of `interrupts`.
  public var interruptNames: [String]?
  /// Handlers of the processor's own exceptions, by number.
  public var exceptions: [Int: String]?
  /// A handler of the processor's non-maskable interrupt, which gets its device.
  public var nmi: String?
  /// For a watchdog that interrupts through it, or that resets the processor.
  public var initWatchdog: InitWatchdog?
  public var properties: [BindingProperty]?
  /// Relations whose targets must come up first: names of properties with phandles, and
  /// `interrupt-parent`.
  ///
  /// Without it: `interrupt-parent`, `clocks`, and every phandle among the properties.
  public var dependencies: [String]?
  public var controller: Controller?
  /// A property with the device's frequency, on the node or else on `/cpus`.
  public var clock: String?

  /// The file that says all this.
  public internal(set) var file = Path("")

  /// What people call the driver: its folder.
  public var name: String { file.parent.name }

  var location: SourceLocation { SourceLocation(file: file.relative, line: 1) }

  /// The functions of the driver that the image calls by name.
  var functions: [String] {
    [`init`, shutdown, nmi].compactMap { $0 } + (api.map { Array($0.functions.values) } ?? [])
      + (interrupts ?? []) + (exceptions.map { Array($0.values) } ?? [])
      + (initWatchdog?.functions ?? [])
  }

  /// The line of the file that says this; the first line if none does.
  func location(of word: String) -> SourceLocation {
    let lines = (try? file.text())?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    let index = lines.firstIndex { line in
      line.split { " :{}[],\"'".contains($0) }.contains(word[...])
    }
    return SourceLocation(file: file.relative, line: (index ?? 0) + 1)
  }

  /// The line of the file with this key of its own; nil if it has none.
  func location(ofKey key: String) -> SourceLocation? {
    let lines = (try? file.text())?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    return lines.firstIndex { $0.hasPrefix(key + ":") }
      .map { SourceLocation(file: file.relative, line: $0 + 1) }
  }

  var relations: [String] {
    if let dependencies { return dependencies }
    let phandles = (properties ?? []).filter(\.type.isReference).map(\.name)
    return ["interrupt-parent", "clocks"] + phandles
  }

  func serves(_ name: String) -> Bool { compatible?.contains(name) == true }

  /// All drivers: those of the driver roots, which come first, and the project's.
  ///
  /// Throws if a file is not a binding, or if two define one Kconfig symbol or service.
  public static func all(in project: Project) throws -> [Binding] {
    let roots = try (project.driverRoots + [project.drivers]).map { root in
      try root.entries.map { $0 / "binding.yml" }.filter(\.exists).map(read)
    }
    for bindings in roots { try refuseRivals(bindings) }
    let bindings = roots.flatMap { $0 }
    try refuseTwins(bindings, "CONFIG_") { $0.kconfig }
    try refuseTwins(bindings, "the service ") { $0.service }
    return bindings
  }

  static func read(_ file: Path) throws -> Binding {
    var binding = try YAMLFile(
      file: file, keys: CodingKeys.allCases.map(\.rawValue), nested: nestedKeys,
      guide: "Sources/Drivers/README.md"
    ).read(Binding.self)
    binding.file = file
    try binding.check()
    return binding
  }

  private static let nestedKeys = [
    "api": ["type", "header", "functions", "only", "answers"],
    "controller": ["lines", "first-line", "priority-bits", "cells"],
    "idle": ["register", "offset", "mask", "value", "write", "size", "shift"],
    "init-watchdog": ["start", "feed", "stop", "expired"],
    "properties": ["name", "type", "required", "default", "enum"],
  ]

  private func check() throws {
    func refuse(_ message: String, _ remedy: String) -> Failure {
      Failure(message, at: location, remedy: remedy)
    }
    switch (compatible, service) {
    case (nil, nil):
      throw refuse(
        "neither 'compatible' nor 'service' is there",
        "say which nodes the driver serves: compatible: [\"vendor,device\"]")
    case (.some, .some):
      throw refuse(
        "both 'compatible' and 'service' are there", "a service has no node: split the file")
    case (nil, .some) where `init` == nil:
      throw refuse("a service without 'init' does nothing", "name its init function")
    case (.some, nil) where after != nil:
      throw refuse("'after' is for services", "name the relations in 'dependencies'")
    default: break
    }
    if kconfig == nil, service != nil || `init` != nil || api != nil {
      throw refuse("'kconfig' is missing", "name the Kconfig symbol that switches it")
    }
    // In SYS_INIT_DEPENDS it is text between commas.
    if let service, service.wholeMatch(of: /[A-Za-z0-9_-]+/) == nil {
      throw Failure(
        "'\(service)' cannot name a service", at: location(ofKey: "service") ?? location,
        remedy: "use letters, digits, _ and -")
    }
    if let kconfig, kconfig.wholeMatch(of: /[A-Za-z0-9_]+/) == nil {
      throw refuse("'\(kconfig)' cannot name a symbol", "use letters, digits and _")
    }
    for name in functions where name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
      throw Failure(
        "'\(name)' cannot name a function", at: location(of: name),
        remedy: "use letters, digits and _")
    }
    if let answers = api?.answers, answers.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
      throw Failure(
        "'\(answers)' cannot name a table", at: location(of: answers),
        remedy: "use letters, digits and _")
    }
    for register in idle ?? [] { try check(register) }
    if let state, state < 0 {
      throw refuse("'state' cannot be \(state)", "say how many bytes a device needs: state: 8")
    }
    if let kconfig, kconfig.hasPrefix("CONFIG_") {
      throw refuse(
        "'kconfig' names the symbol with the prefix that only .config files have",
        "write it as kconfig: \(kconfig.dropFirst("CONFIG_".count))")
    }
    if shutdown != nil, `init` == nil {
      throw refuse(
        "'shutdown' without 'init': nothing that came up could be taken down",
        "name the init function that it undoes")
    }
    if idle != nil, `init` == nil {
      throw refuse(
        "'idle' without 'init': nothing that came up could be looked at when it is down",
        "name the init function, or drop 'idle'")
    }
  }

  private func check(_ register: IdleRegister) throws {
    func refuse(_ message: String, _ remedy: String) -> Failure {
      Failure(
        "in 'idle', \(register.register) \(message)", at: location(of: register.register),
        remedy: remedy)
    }
    if register.register.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.]*/) == nil {
      throw refuse("cannot name a register", "use letters, digits, _ and .")
    }
    if let size = register.size, size != 1, size != 4 {
      throw refuse("cannot have a size of \(size)", "registers of 1 and 4 bytes can be read")
    }
    let mask = register.mask ?? .max
    if mask == 0 { throw refuse("has no bits that count", "drop 'mask', or give it a bit") }
    if (register.value ?? 0) & ~mask != 0 {
      throw refuse("never has a 'value' outside of its 'mask'", "correct one of the two")
    }
    if let shift = register.shift, properties?.contains(where: { $0.name == shift }) != true {
      throw refuse(
        "is shifted by '\(shift)', which is none of the 'properties'",
        "add it: {name: \(shift), type: int, default: 0}")
    }
  }

  /// A root may put a driver before another root's; within one, nothing says which is meant.
  private static func refuseRivals(_ bindings: [Binding]) throws {
    var seen: [String: Binding] = [:]
    for binding in bindings {
      for name in binding.compatible ?? [] {
        if let other = seen.updateValue(binding, forKey: name) {
          throw Failure(
            "two drivers serve '\(name)'", at: binding.location,
            notes: [.init("the other one", at: other.location)],
            remedy: "drop it from one of them, or keep the one to prefer in a --driver-root")
        }
      }
    }
  }

  private static func refuseTwins(
    _ bindings: [Binding], _ kind: String, _ key: (Binding) -> String?
  ) throws {
    var seen: [String: Binding] = [:]
    for binding in bindings {
      guard let name = key(binding) else { continue }
      if let other = seen[name] {
        throw Failure(
          "two bindings define \(kind)\(name)", at: binding.location,
          notes: [.init("the other one", at: other.location)], remedy: "rename one of them")
      }
      seen[name] = binding
    }
  }
}

/// A property that a driver reads from its nodes.
public struct BindingProperty: Decodable, Sendable {
  /// The kinds of value, by Zephyr's names for them.
  public enum Kind: String, Decodable, Sendable, CaseIterable {
    case int
    case boolean
    case string
    case array
    case bytes = "uint8-array"
    case strings = "string-array"
    case phandle
    case phandles
    case specifiers = "phandle-array"

    var isReference: Bool { self == .phandle || self == .phandles || self == .specifiers }
  }

  /// One of the values that a property may have: a number or a text.
  public enum Choice: Decodable, Sendable, Equatable, CustomStringConvertible {
    case number(UInt32)
    case text(String)

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(UInt32.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    public var description: String {
      switch self {
      case .number(let number): "\(number)"
      case .text(let text): text
      }
    }
  }

  public var name: String
  public var type: Kind
  public var required: Bool?
  /// Of an int, when the node does not have the property.
  public var `default`: UInt32?
  /// The values allowed; of a string, the driver gets its place among them.
  public var `enum`: [Choice]?
}
