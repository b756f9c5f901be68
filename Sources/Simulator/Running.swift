// The loop: the next block, and what happens beside instructions.

import Capability

extension Machine {
  /// Runs until something ends it; a limit is a total of instructions.
  public func run(limit: UInt64 = .max) -> Outcome {
    self.limit = limit
    outcome = nil
    lookAround()
    while true {
      attend()
      if outcome == nil { runBlocks() }
      if let outcome {
        flushOutput()
        return outcome
      }
    }
  }

  /// Runs one instruction, or takes an interrupt.
  public func step() -> Outcome? {
    outcome = nil
    attend()
    isStepping = true
    defer { isStepping = tracer != nil }
    if outcome == nil, let block = prepareBlock() {
      if let tracer { tracer(self, store.code.pointee) }
      execute(block)
      if outcome == nil, isWaiting || isSpinning { attend() }
    }
    flushOutput()
    return outcome
  }

  /// The quick way: blocks that are decoded and within the window of fetches.
  private func runBlocks() {
    repeat {
      execute()
      if !breakpoints.isEmpty, breakpoints.contains(pc) {
        outcome = .breakpoint
        return
      }
    } while cycles < cycleDeadline && instructions < instructionDeadline
  }

  @inline(__always)
  private func execute() {
    let offset = pc &- fetchBase
    if offset < fetchSize, !isStepping {
      let index = store.places[Int(pc &- Memory.base) >> 1]
      let block = store.blocks + Int(index)
      if index != 0, block.pointee.end &- pc <= fetchSize &- offset, endsInTime(block) {
        execute(block)
        return
      }
    }
    guard let block = prepareBlock() else { return }
    if let tracer { tracer(self, store.code.pointee) }
    execute(block)
  }

  /// Whether a block leaves nothing undone that is due meanwhile.
  ///
  /// If it does not, its instructions are done one by one, so that an interrupt comes between the right two.
  @inline(__always)
  func endsInTime(_ block: UnsafeMutablePointer<Block>) -> Bool {
    cycles &+ block.pointee.counts.cycles <= cycleDeadline
  }

  /// How often the console's input and a debugger are looked at.
  private static let pollInterval: UInt64 = 1 << 16

  /// Interrupts, input, limits; decides when to be called again.
  private func attend() {
    if outcome != nil { return }
    if instructions >= limit {
      outcome = .limit
      return
    }
    if let shallStop, shallStop() {
      outcome = .stopped
      return
    }
    poll()
    if mustForget {
      forgetBlocks()
      mustForget = false
    }
    if isWaiting { wait() }
    if isSpinning {
      isSpinning = false
      if !canBeInterrupted {
        outcome = .stuck(
          "an endless loop at \(place): a jump to itself, and no interrupt is enabled")
      }
    }
    if outcome != nil { return }
    let before = pc
    takeInterrupt()
    if outcome != nil { return }
    if pc != before, breakpoints.contains(pc) {
      outcome = .breakpoint
      return
    }
    setDeadlines()
  }

  private func setDeadlines() {
    // The last instructions before the limit are done one by one.
    let left = limit &- instructions
    let isNear = left <= UInt64(BlockStore.longest)
    isStepping = tracer != nil || isNear
    instructionDeadline =
      isNear
      ? instructions &+ 1
      : min(limit &- UInt64(BlockStore.longest), instructions &+ Self.pollInterval)
    cycleDeadline = min(cycles &+ Self.pollInterval, cyclesAtTimer)
  }

  /// The value of `cycles` at which the timer's interrupt is to be taken; max if it is not waited for.
  private var cyclesAtTimer: UInt64 {
    guard csrs.interruptEnable & 1 << 7 != 0, devices.clint.compare > time,
      !isMachineMode || csrs.status & ControlRegisters.Status.mie != 0
    else { return .max }
    let distance = (devices.clint.compare &- time).multipliedReportingOverflow(
      by: configuration.cyclesPerTick)
    if distance.overflow || distance.partialValue > 1 << 62 { return .max }
    // To the tick's first cycle.
    return cycles &+ distance.partialValue &- (cycles &+ idleCycles) % configuration.cyclesPerTick
  }

  private var canBeInterrupted: Bool {
    csrs.interruptEnable != 0
      && (!isMachineMode || csrs.status & ControlRegisters.Status.mie != 0)
  }

  /// Gives the UART the next byte of the console, if it has room.
  private func poll() {
    guard devices.uart.canReceive, case .byte(let byte) = input() else { return }
    devices.uart.receive(byte)
    devices.update()
  }

  /// `wfi`: time jumps to the next interrupt, whether or not it may be taken.
  private func wait() {
    while pendingInterrupts & csrs.interruptEnable == 0 {
      let ticks = devices.clint.compare &- time
      let isTimed = csrs.interruptEnable & 1 << 7 != 0 && devices.clint.compare < 1 << 60
      if isTimed {
        let (distance, isFar) = ticks.multipliedReportingOverflow(by: configuration.cyclesPerTick)
        if isFar || distance > 1 << 60 { break }
        // To the tick's first cycle.
        idleCycles &+= distance &- (cycles &+ idleCycles) % configuration.cyclesPerTick
        continue
      }
      if csrs.interruptEnable & 1 << 11 != 0, devices.uart.canReceive {
        switch input() {
        case .byte(let byte):
          devices.uart.receive(byte)
          devices.update()
          continue
        case .notYet:
          if let shallStop, shallStop() {
            outcome = .stopped
            return
          }
          flushOutput()
          awaitInput()
          continue
        case .never: break
        }
      }
      break
    }
    if pendingInterrupts & csrs.interruptEnable == 0 {
      outcome = .stuck("waits for ever at \(place): no interrupt can come")
    }
    isWaiting = false
  }

  /// What was counted, by function: a name, and its numbers; those without any are left out.
  public func countsBySymbol() -> [(name: String, counts: Counts)] {
    for index in 0..<store.count { settle(store.blocks + index) }
    return counts.indices.compactMap { index in
      counts[index] == Counts() ? nil : (symbols.name(index), counts[index])
    }
  }

  /// What was counted of the whole run.
  public func totals() -> Counts {
    var sum = Counts()
    for (_, counts) in countsBySymbol() { sum.add(counts, times: 1) }
    return sum
  }
}
