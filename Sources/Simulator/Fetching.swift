// Where the next block comes from when the quick way has none: checks of the fetch, and decoding.

import Capability

extension Machine {
  /// The block at pc, decoded if it has to be; nil if the fetch trapped.
  @inline(never)
  func prepareBlock() -> UnsafeMutablePointer<Block>? {
    let found = blockAtPC()
    settleAside()
    guard let first = fetch(pc) else { return nil }
    openFetchWindow()
    let room = fetchSize &- (pc &- fetchBase)
    let isInWindow = pc &- fetchBase < fetchSize
    if !isStepping, isInWindow {
      if let found, found.pointee.end &- pc <= room, endsInTime(found) { return found }
      if found == nil, UInt32(first.length) <= room {
        let block = decodeBlock(first, room: room)
        if endsInTime(block) { return block }
      }
    }
    var block = Block(
      start: pc, end: pc &+ UInt32(first.length), first: 0, count: 1, counts: Counts(),
      symbol: symbols.index(of: pc))
    block.counts.add(first, costs)
    store.keepAside(first, block)
    return store.blocks
  }

  private func blockAtPC() -> UnsafeMutablePointer<Block>? {
    guard let offset = memory.offset(pc, 2) else { return nil }
    let index = store.places[offset >> 1]
    return index == 0 ? nil : store.blocks + Int(index)
  }

  /// Adds what block 0 did before it becomes another one.
  func settleAside() {
    settle(store.blocks)
  }

  /// Adds what a block did to its function.
  func settle(_ block: UnsafeMutablePointer<Block>) {
    let symbol = block.pointee.symbol
    guard symbol < counts.count else { return }
    counts[symbol].add(block.pointee.counts, times: Int64(block.pointee.executions))
    counts[symbol].cycles &+= block.pointee.taken &* takenCost
    block.pointee.executions = 0
    block.pointee.taken = 0
  }

  /// Forgets all decoded instructions: memory may have others.
  func forgetBlocks() {
    for index in 0..<store.count { settle(store.blocks + index) }
    store.removeAll()
  }

  /// One instruction with all checks of its fetch; nil if that trapped.
  ///
  /// Its second half is looked at only if there is one.
  private func fetch(_ address: UInt32) -> Instruction? {
    guard permitFetch(address, of: address), let low = fetchHalf(address, of: address) else {
      return nil
    }
    if low & 3 != 3 {
      var instruction = decoder.decode(CompressedDecoder.expand(low), at: address)
      instruction.bits = low
      instruction.length = 2
      return instruction
    }
    let second = address &+ 2
    guard permitFetch(second, of: address), let high = fetchHalf(second, of: address) else {
      return nil
    }
    return decoder.decode(high << 16 | low, at: address)
  }

  private func permitFetch(_ half: UInt32, of address: UInt32) -> Bool {
    let fault: CapabilityFault? =
      if !pcc.isTagged {
        .tag
      } else if pcc.isSealed {
        .seal
      } else if !pcc.permissions.contains(.execute) {
        .execute
      } else if !pccBounds.contains(half, bytes: 2) {
        .bounds
      } else {
        nil
      }
    guard let fault else { return true }
    enterTrap(CapabilityFault.cause, 32 << 5 | UInt32(fault.rawValue), from: address)
    return false
  }

  private func fetchHalf(_ half: UInt32, of address: UInt32) -> UInt32? {
    guard pmp.allows(.execute, half, 2, isMachine: isMachineMode),
      let offset = memory.offset(half, 2)
    else {
      enterTrap(1, half, from: address)
      return nil
    }
    return memory.load(offset, 2)
  }

  /// RAM around pc where PCC and one entry of the PMP, or none, say the same of all bytes.
  private func openFetchWindow() {
    let entry = pmp.extent(around: pc)
    let first = max(pccBounds.base, entry.lowerBound, Memory.base)
    let end = min(
      pccBounds.top, UInt64(entry.upperBound) + 1, UInt64(Memory.base) + UInt64(memory.size))
    fetchBase = first
    fetchSize = end > UInt64(first) ? UInt32(truncatingIfNeeded: end - UInt64(first)) : 0
  }

  /// Decodes from pc to the first jump, the end of the window, the next function or breakpoint.
  private func decodeBlock(_ first: Instruction, room: UInt32) -> UnsafeMutablePointer<Block> {
    var instructions = [first]
    var counts = Counts()
    counts.add(first, costs)
    var length = UInt32(first.length)
    while instructions.count < BlockStore.longest, instructions.last?.operation.endsBlock == false,
      length + 2 <= room, !symbols.isStart(pc &+ length), !breakpoints.contains(pc &+ length)
    {
      let address = pc &+ length
      guard let offset = memory.offset(address, 2) else { break }
      let low = memory.load(offset, 2)
      var instruction: Instruction
      if low & 3 != 3 {
        instruction = decoder.decode(CompressedDecoder.expand(low), at: address)
        instruction.bits = low
        instruction.length = 2
      } else {
        guard length + 4 <= room, memory.offset(address, 4) != nil else { break }
        instruction = decoder.decode(memory.load(offset, 4), at: address)
      }
      instruction.offset = UInt16(length)
      counts.add(instruction, costs)
      instructions.append(instruction)
      length += UInt32(instruction.length)
    }
    let block = Block(
      start: pc, end: pc &+ length, first: 0, count: instructions.count, counts: counts,
      symbol: symbols.index(of: pc))
    // Adding may move them all.
    let index = store.add(block, instructions)
    return store.blocks + index
  }
}
