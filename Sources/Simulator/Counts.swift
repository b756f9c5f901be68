// What is counted, for the run and for each function.

/// Numbers of events.
public struct Counts: Sendable, Equatable {
  public var instructions: UInt64 = 0
  public var cycles: UInt64 = 0
  /// Of data, and of these those of capabilities.
  public var loads: UInt64 = 0
  public var stores: UInt64 = 0
  public var capabilityLoads: UInt64 = 0
  public var capabilityStores: UInt64 = 0
  /// Exceptions and interrupts, where they happened.
  public var traps: UInt64 = 0
  /// Instructions that write pmpcfg or pmpaddr.
  public var pmpWrites: UInt64 = 0
  /// Instructions that write DDC, MTCC, MTDC, MScratchC or MEPCC.
  public var capabilityRegisterWrites: UInt64 = 0

  public init() {}

  /// Adds another so many times; a negative number takes it away.
  ///
  /// Sums may pass below 0 for a while, so they wrap.
  mutating func add(_ other: Counts, times: Int64) {
    let times = UInt64(bitPattern: times)
    instructions &+= other.instructions &* times
    cycles &+= other.cycles &* times
    loads &+= other.loads &* times
    stores &+= other.stores &* times
    capabilityLoads &+= other.capabilityLoads &* times
    capabilityStores &+= other.capabilityStores &* times
    traps &+= other.traps &* times
    pmpWrites &+= other.pmpWrites &* times
    capabilityRegisterWrites &+= other.capabilityRegisterWrites &* times
  }

  /// What was counted after another that was read before.
  public func since(_ before: Counts) -> Counts {
    var rest = self
    rest.add(before, times: -1)
    return rest
  }

  /// All but what is 0.
  public var text: String {
    let parts: [(String, UInt64)] = [
      ("instructions", instructions), ("cycles", cycles), ("loads", loads), ("stores", stores),
      ("capability loads", capabilityLoads), ("capability stores", capabilityStores),
      ("traps", traps), ("PMP writes", pmpWrites),
      ("capability register writes", capabilityRegisterWrites),
    ]
    return parts.filter { $0.1 != 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }

  /// What one instruction adds if it is completed, but for the cycles of a taken branch.
  mutating func add(_ instruction: Instruction, _ costs: [UInt32]) {
    instructions += 1
    cycles += UInt64(costs[Int(instruction.operation.rawValue)])
    switch instruction.operation {
    case .lb, .lh, .lw, .lbu, .lhu, .lr, .cLoadTags: loads += 1
    case .sb, .sh, .sw, .sc: stores += 1
    case .loadExplicit:
      loads += 1
      if instruction.immediate & 7 == 3 { capabilityLoads += 1 }
    case .storeExplicit:
      stores += 1
      if instruction.immediate & 7 == 3 { capabilityStores += 1 }
    case .loadCapability, .lrCapability:
      loads += 1
      capabilityLoads += 1
    case .storeCapability, .scCapability:
      stores += 1
      capabilityStores += 1
    case .amoswapCapability:
      loads += 1
      stores += 1
      capabilityLoads += 1
      capabilityStores += 1
    case .amoswap, .amoadd, .amoxor, .amoand, .amoor, .amomin, .amomax, .amominu, .amomaxu:
      loads += 1
      stores += 1
    default: break
    }
  }
}

/// The functions of an image, to say whose an address is.
public struct SymbolTable: Sendable {
  private var addresses: [UInt32] = []
  private var names: [String] = []

  public init() {}

  /// Of addresses that have several names the first one counts.
  init(_ functions: [(address: UInt32, name: String)]) {
    for function in functions.sorted(by: { ($0.address, $0.name) < ($1.address, $1.name) })
    where function.address != addresses.last {
      addresses.append(function.address)
      names.append(function.name)
    }
  }

  var count: Int { names.count }
  func name(_ index: Int) -> String { index < names.count ? names[index] : "(no symbol)" }

  /// The last one at or below an address; `count` if there is none.
  func index(of address: UInt32) -> Int {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] <= address { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? addresses.count : low - 1
  }

  func isStart(_ address: UInt32) -> Bool {
    let index = index(of: address)
    return index < addresses.count && addresses[index] == address
  }

  /// As a person reads it: `main+0x12`.
  public func text(of address: UInt32) -> String {
    let index = index(of: address)
    guard index < addresses.count else { return "" }
    let distance = address - addresses[index]
    return names[index] + (distance == 0 ? "" : "+0x" + String(distance, radix: 16))
  }
}
