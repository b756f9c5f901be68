import KernelCore

/// The pool of dynamic stacks of an image: how large it is, and how it is divided.
struct StackPool {
  /// CONFIG_STACK_ALLOCATOR.
  enum Division: Equatable {
    case staticPool(Int)
    case sizeClasses(Int, capacity: Int)
    case buddy(leaves: Int)
    case firstFit(Int)
    /// With the application's type in Swift, if it has one.
    case application(String?)
  }

  let division: Division
  /// How many stacks there may be at once.
  let limit: Int
  let placement: StackPlacement
  /// Bytes.
  let total: Int
  /// What the address is a multiple of.
  let alignment: Int
  /// Bytes that the port adds to each stack: K_THREAD_STACK_RESERVED.
  let reserve: Int

  /// Nil for an image without one.
  init?(_ model: ImageModel) {
    let configuration = model.configuration
    let count = configuration.number("DYNAMIC_THREAD_POOL_SIZE", or: 0)
    guard configuration.isOn("DYNAMIC_THREAD"), count > 0 else { return nil }
    let limit = configuration.number("STACK_POOL_STACKS", or: count)
    let isHost = model.processor.isHost
    placement = Self.placement(model)
    let granule = Int(placement.granule)
    division = Division(configuration, count: count, limit: limit)
    reserve = isHost ? 64 * 1024 : 0
    let stack = configuration.number("DYNAMIC_THREAD_STACK_SIZE", or: 1024) + reserve
    var block = (stack + granule - 1) / granule * granule
    let isPower = if case .buddy = division { true } else { placement.shape != .multiples }
    if isPower { block = Self.powerOfTwo(atLeast: block) }
    // On the host what nobody touches costs nothing: room for the reserve of each.
    var blocks = isHost ? max(count, limit) : count
    if isHost, case .sizeClasses(let classes, _) = division { blocks <<= classes - 1 }
    total = blocks * block
    if case .buddy = division {
      alignment = Self.powerOfTwo(atLeast: total)
    } else {
      alignment = isPower ? block : granule
    }
    if case .staticPool = division { self.limit = min(count, limit) } else { self.limit = limit }
  }

  /// Where a stack may lie in this image.
  private static func placement(_ model: ImageModel) -> StackPlacement {
    let protection = model.processor.protection
    let isUser = model.configuration.isOn("USERSPACE")
    if isUser, protection.kind == .pmsav7 {
      return StackPlacement(granule: UInt32(protection.granule), shape: .eighths)
    }
    // Elsewhere nothing keeps threads from each other's stacks; the host's pages guard a stack's end.
    let isProtected = isUser || model.processor.isHost
    return StackPlacement(
      granule: UInt32(isProtected ? max(protection.granule, 16) : 16), shape: .multiples)
  }

  fileprivate static func powerOfTwo(atLeast value: Int) -> Int {
    var power = 1
    while power < value { power *= 2 }
    return power
  }
}

extension StackPool.Division {
  private static let symbol = "STACK_ALLOCATOR"

  fileprivate init(_ configuration: Configuration, count: Int, limit: Int) {
    func isChosen(_ name: String) -> Bool { configuration.isOn("\(Self.symbol)_\(name)") }
    if isChosen("STATIC_POOL") {
      self = .staticPool(count)
    } else if isChosen("SIZE_CLASSES") {
      let classes = min(configuration.number("STACK_SIZE_CLASSES", or: 3), limit)
      self = .sizeClasses(classes, capacity: limit)
    } else if isChosen("BUDDY") {
      self = .buddy(leaves: StackPool.powerOfTwo(atLeast: limit))
    } else if isChosen("APPLICATION") {
      let type = configuration.string("\(Self.symbol)_TYPE") ?? ""
      self = .application(type.isEmpty ? nil : type)
    } else {
      self = .firstFit(limit)
    }
  }

  var isApplications: Bool {
    if case .application = self { true } else { false }
  }

  /// The allocator's type; nil if it is the application's in C.
  var swiftType: String? {
    switch self {
    case .staticPool(let count): "StaticPool<\(count)>"
    case .sizeClasses(let classes, let capacity): "SizeClasses<\(classes), \(capacity)>"
    case .buddy(let leaves): "Buddy<\(leaves)>"
    case .firstFit(let capacity): "FirstFit<\(capacity)>"
    case .application(let type): type
    }
  }
}
