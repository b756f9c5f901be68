// The machine: a hart with capabilities and PMP, RAM and devices, and what is counted of it.

import Capability

/// One RV32IMAC hart with machine and user mode, PMP and ISAv9's capabilities, and the devices of
/// QEMU's virt machine.
///
/// A run depends on the image, the configuration and the console's input, and on nothing else. Not to
/// be used by several threads.
public final class Machine {
  public struct Configuration: Sendable {
    /// Bytes of RAM, a multiple of 4096.
    public var ramSize: UInt32 = 128 << 20
    public var costs = CostTable.default
    /// Without them, ISAv9's instructions are illegal.
    public var hasCapabilities = true
    /// Cycles in a step of mtime: 10 MHz on a core of 100 MHz.
    public var cyclesPerTick: UInt64 = 10

    public init() {}
  }

  public let configuration: Configuration
  public internal(set) var symbols = SymbolTable()

  // What runs. `pcc` has the authority, `pc` the address.
  let registers: UnsafeMutablePointer<CC64>
  var pc: UInt32 = Memory.base
  var pcc = CC64.almighty
  var pccBounds = CapabilityBounds.everything
  /// The last offset from PCC's base that a jump may go to.
  var lastTarget: UInt32 = 0xffff_fffe
  var ddc = CC64.almighty
  var isMachineMode = true
  var csrs = ControlRegisters()
  var pmp = PMP()
  var reservation: UInt32?

  let memory: Memory
  var devices = Devices()
  var store: BlockStore
  let decoder: Decoder
  /// The block that runs.
  var current: UnsafeMutablePointer<Block>

  // Windows: addresses of which everything is known to be allowed, by DDC, PMP and because they are
  // RAM. An access within one needs no other check. Empty when something changed; see Windows.swift.
  var loadBase: UInt32 = 0
  var loadRoom: UInt32 = 0
  var loadBytes: UnsafeMutableRawPointer
  var storeBase: UInt32 = 0
  var storeRoom: UInt32 = 0
  var storeOffset = 0
  var fetchBase: UInt32 = 0
  var fetchSize: UInt32 = 0

  // Time. Deadlines are when something beside instructions has to be looked at; 0 means now.
  public internal(set) var instructions: UInt64 = 0
  public internal(set) var cycles: UInt64 = 0
  /// Cycles that passed in `wfi`.
  public internal(set) var idleCycles: UInt64 = 0
  var timeOffset: UInt64 = 0
  var cycleDeadline: UInt64 = 0
  var instructionDeadline: UInt64 = 0
  var limit = UInt64.max

  /// By operation.
  let costs: [UInt32]
  let takenCost: UInt64
  /// By symbol, the last one for what has none; blocks that run are counted apart and added later.
  var counts: [Counts] = [Counts()]

  // What ends a run, or makes it slow.
  var outcome: Outcome?
  var isWaiting = false
  var isSpinning = false
  /// After `fence.i`: what is decoded may not be what memory has.
  var mustForget = false
  var isStepping = false
  var breakpoints: Set<UInt32> = []
  var tracer: ((Machine, Instruction) -> Void)?
  /// For debuggers: whether to stop soon.
  var shallStop: (() -> Bool)?
  var trapsInARow = 0
  var instructionsAtTrap = UInt64.max

  /// Where what the UART sends goes.
  public var output: ([UInt8]) -> Void = { _ in }
  /// The console's next byte, if there is one.
  public var input: () -> Input = { .never }
  /// Lets time pass until the console may have something.
  public var awaitInput: () -> Void = {}
  /// Called when the image comes to a mark, with its number; all before it, and itself, is counted.
  public var onMark: ((Machine, UInt32) -> Void)?
  /// Called when the image takes a trap, with what it finds in its registers.
  public var onTrap: ((Trap) -> Void)?
  /// Remarks about what the image does that the machine does not offer.
  public var remark: (String) -> Void = { _ in }

  /// A trap: `mcause`, `mtval` and `mepc`.
  public struct Trap: Sendable {
    public var cause: UInt32
    public var value: UInt32
    public var address: UInt32

    public var isInterrupt: Bool { cause >> 31 != 0 }
    /// A call of whoever handles traps: `ecall`.
    public var isCall: Bool { cause == 8 || cause == 11 }
  }

  /// What the console has.
  public enum Input: Sendable {
    case byte(UInt8)
    case notYet
    case never
  }

  /// Why a run ended.
  public enum Outcome: Sendable, Equatable {
    /// The image wrote to the finisher.
    case finished(status: Int32)
    /// The limit of instructions was reached.
    case limit
    case breakpoint
    case stopped
    /// It cannot go on; says why.
    case stuck(String)
  }

  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    registers = .allocate(capacity: 33)
    registers.initialize(repeating: .null, count: 33)
    memory = Memory(size: configuration.ramSize)
    store = BlockStore(ramSize: configuration.ramSize)
    decoder = Decoder(hasCapabilities: configuration.hasCapabilities)
    current = store.blocks
    loadBytes = memory.bytes
    costs = (0...UInt8.max).map { number in
      Operation(rawValue: number).map { configuration.costs[$0.costClass] } ?? 0
    }
    takenCost = UInt64(configuration.costs[.branchTaken])
    csrs.hasCapabilities = configuration.hasCapabilities
  }

  deinit {
    registers.deallocate()
    memory.deallocate()
    store.deallocate()
  }

  /// In steps of mtime.
  var time: UInt64 { (cycles &+ idleCycles) / configuration.cyclesPerTick &+ timeOffset }

  /// Where it is, for a person.
  public var place: String {
    let symbol = symbols.text(of: pc)
    return hex(pc) + (symbol.isEmpty ? "" : " \(symbol)")
  }

  func flushOutput() {
    guard !devices.uart.sent.isEmpty else { return }
    output(devices.uart.sent)
    devices.uart.sent.removeAll(keepingCapacity: true)
  }

  /// Makes the loop look at interrupts, limits and the like before the next block.
  func lookAround() {
    cycleDeadline = 0
    instructionDeadline = 0
  }
}
