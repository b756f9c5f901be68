// PL081, a DMA controller of two channels, for copies from memory to memory: its requests from
// peripherals are wired to nothing on the boards that have it. A transfer's blocks are programmed
// one after the other, each by the interrupt that ends the one before.
// Source: PrimeCell Single Master DMA Controller (PL081) TRM (DDI 0218), chapter 3.

import CBulkhead
import Kernel

/// A channel's transfer.
///
/// Safety: later blocks, callback and its data are the caller's, who keeps them until the transfer
/// ends.
@safe
private struct Channel {
  /// The block that runs, or is to run next.
  var block = unsafe dma_block_config()
  /// Whether that block is still to be copied.
  var isArmed = false
  var callback: dma_callback_t?
  var userData: UnsafeMutableRawPointer?
  /// The control register without the size and what depends on the block.
  var widths: UInt32 = 0
  /// Bytes of one access; 0: nothing was ever configured.
  var unit: UInt32 = 0
  var callsForBlocks = false
  var callsForErrors = true

  init() {
    unsafe callback = nil
    unsafe userData = nil
  }

  /// The control register for a block; nil if the channel cannot copy it.
  @unsafe
  func control(_ block: dma_block_config) -> UInt32? {
    let size = unsafe block.block_size
    let count = size / unit
    guard size % unit == 0, count > 0, count <= 0xfff,
      unsafe (block.source_address | block.dest_address) % unit == 0,
      unsafe block.source_gather_en == 0, unsafe block.dest_scatter_en == 0,
      let source = unsafe Self.increment(block.source_addr_adj),
      let destination = unsafe Self.increment(block.dest_addr_adj)
    else { return nil }
    return widths | count | source &<< 26 | destination &<< 27
  }

  /// 1 for an address that goes up, 0 for one that stays; nil for what the controller has not.
  private static func increment(_ adjustment: UInt16) -> UInt32? {
    switch UInt32(adjustment) {
    case DMA_ADDR_ADJ_INCREMENT.rawValue: 1
    case DMA_ADDR_ADJ_NO_CHANGE.rawValue: 0
    default: nil
    }
  }

  /// Whether all blocks from one on can be copied.
  @unsafe
  func accepts(_ first: UnsafeMutablePointer<dma_block_config>?) -> Bool {
    var block = unsafe first
    while let one = unsafe block {
      if unsafe control(one.pointee) == nil { return false }
      unsafe block = one.pointee.next_block
    }
    return unsafe first != nil
  }

  /// Goes on to the block behind; false if that was the last.
  mutating func advance() -> Bool {
    guard let next = unsafe block.next_block else {
      isArmed = false
      return false
    }
    unsafe block = next.pointee
    return true
  }
}

/// Stands for a transfer that an init entry may have started.
///
/// Safety: the device is the generated table's.
@safe
private struct Claim {
  /// First, so that its address is the claim's.
  var registration = unsafe RegistrationRecord()
  var device: UnsafePointer<device>?
  var number: UInt32 = 0

  init() { unsafe device = nil }
}

private struct Controller {
  var channels: (Channel, Channel) = (Channel(), Channel())
  /// Apart from the channels: the kernel knows them by their addresses.
  var claims: (Claim, Claim) = (Claim(), Claim())

  subscript(number: Int) -> Channel {
    get { number == 0 ? channels.0 : channels.1 }
    set { if number == 0 { channels.0 = newValue } else { channels.1 = newValue } }
  }
}

extension Device {
  fileprivate var controller: DeviceState<Controller> { state(as: Controller.self) }

  @unsafe
  private func claim(_ number: Int) -> UnsafeMutablePointer<Claim> {
    let claims = unsafe withUnsafeMutablePointer(to: &controller.value.claims) { unsafe $0 }
    // Safety: the two of them are alike.
    return unsafe UnsafeMutableRawPointer(claims).assumingMemoryBound(to: Claim.self) + number
  }

  /// A transfer begins: if an init entry starts it, it stops at the entry's end.
  @unsafe
  fileprivate func begin(_ record: UnsafePointer<device>, _ number: Int) {
    let claim = unsafe claim(number)
    unsafe claim.pointee.device = record
    unsafe claim.pointee.number = UInt32(number)
    unsafe bulkhead_register(&claim.pointee.registration) { unsafe stopClaimed($0) }
  }

  /// A transfer has ended.
  fileprivate func end(_ number: Int) {
    unsafe bulkhead_unregister(&claim(number).pointee.registration)
  }

  /// Nothing is configured, and nothing under way.
  fileprivate func forgetTransfers() {
    end(0)
    end(1)
    controller.initialize(to: Controller())
  }

  /// The number of a channel; nil if there is none.
  fileprivate func channel(_ number: UInt32) -> Int? { number < 2 ? Int(number) : nil }

  /// Starts a channel's present block, which was checked.
  fileprivate func startBlock(_ number: Int) {
    let channel = controller.value[number]
    guard let control = unsafe channel.control(channel.block) else { return }
    unsafe PL081(self).start(
      number, from: channel.block.source_address, to: channel.block.dest_address, control: control)
  }
}

@c public func bulkhead_dma_pl081_init(_ record: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(record)
  let hardware = PL081(device)
  hardware.registers[PL081.Offset.configuration] = 1
  hardware.stop(0)
  hardware.stop(1)
  device.forgetTransfers()
  device.enableInterrupts()
  return 0
}

/// Aborts what is under way; nobody is called back.
@c public func bulkhead_dma_pl081_shutdown(_ record: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(record)
  let hardware = PL081(device)
  device.disableInterrupts()
  let firstIsOff = hardware.abort(0)
  let secondIsOff = hardware.abort(1)
  hardware.registers[PL081.Offset.configuration] = 0
  device.forgetTransfers()
  return firstIsOff && secondIsOff ? 0 : Errno.inputOutput
}

@c public func bulkhead_dma_pl081_config(
  _ record: UnsafePointer<device>, _ number: UInt32, _ wanted: UnsafeMutablePointer<dma_config>
) -> Int32 {
  let device = unsafe Device(record)
  let wanted = unsafe wanted.pointee
  guard let number = device.channel(number) else { return Errno.invalid }
  if PL081(device).isRunning(number) { return Errno.busy }
  guard unsafe wanted.channel_direction == MEMORY_TO_MEMORY.rawValue,
    unsafe wanted.cyclic == 0, unsafe wanted.half_complete_callback_en == 0
  else { return Errno.notSupported }
  let size = unsafe wanted.source_data_size
  guard unsafe size == wanted.dest_data_size, size == 1 || size == 2 || size == 4 else {
    return Errno.invalid
  }
  var channel = Channel()
  channel.unit = size
  // Widths of 8, 16 and 32 bits are 0, 1 and 2; bit 31 interrupts at the end.
  channel.widths = (size >> 1) &<< 18 | (size >> 1) &<< 21 | 1 &<< 31
  unsafe channel.callback = wanted.dma_callback
  unsafe channel.userData = wanted.user_data
  channel.callsForBlocks = unsafe wanted.complete_callback_en != 0
  channel.callsForErrors = unsafe wanted.error_callback_dis == 0
  guard unsafe channel.accepts(wanted.head_block), let first = unsafe wanted.head_block else {
    return Errno.invalid
  }
  unsafe channel.block = first.pointee
  channel.isArmed = true
  withInterruptsMasked { device.controller.value[number] = channel }
  return 0
}

@c public func bulkhead_dma_pl081_reload(
  _ record: UnsafePointer<device>, _ number: UInt32, _ source: UInt32, _ destination: UInt32,
  _ size: Int
) -> Int32 {
  let device = unsafe Device(record)
  guard let number = device.channel(number), let bytes = UInt32(exactly: size) else {
    return Errno.invalid
  }
  if PL081(device).isRunning(number) { return Errno.busy }
  var channel = device.controller.value[number]
  if channel.unit == 0 { return Errno.invalid }
  unsafe channel.block.source_address = source
  unsafe channel.block.dest_address = destination
  unsafe channel.block.block_size = bytes
  unsafe channel.block.next_block = nil
  channel.isArmed = true
  guard unsafe channel.control(channel.block) != nil else { return Errno.invalid }
  withInterruptsMasked { device.controller.value[number] = channel }
  return 0
}

@c public func bulkhead_dma_pl081_start(
  _ record: UnsafePointer<device>, _ number: UInt32
) -> Int32 {
  let device = unsafe Device(record)
  guard let number = device.channel(number) else { return Errno.invalid }
  return withInterruptsMasked {
    if PL081(device).isRunning(number) { return 0 }
    if !device.controller.value[number].isArmed { return Errno.invalid }
    unsafe device.begin(record, number)
    device.startBlock(number)
    return 0
  }
}

@c public func bulkhead_dma_pl081_stop(
  _ record: UnsafePointer<device>, _ number: UInt32
) -> Int32 {
  let device = unsafe Device(record)
  guard let number = device.channel(number) else { return Errno.invalid }
  withInterruptsMasked {
    PL081(device).stop(number)
    device.controller.value[number].isArmed = false
  }
  device.end(number)
  return 0
}

/// The end of the init entry that started a transfer.
@unsafe
private func stopClaimed(_ registration: UnsafeMutablePointer<RegistrationRecord>) {
  let claim = unsafe UnsafeMutableRawPointer(registration).assumingMemoryBound(to: Claim.self)
  guard let device = unsafe claim.pointee.device else { return }
  _ = unsafe bulkhead_dma_pl081_stop(device, claim.pointee.number)
}

@unsafe
private func hold(_ record: UnsafePointer<device>, _ number: UInt32, _ isHeld: Bool) -> Int32 {
  let device = unsafe Device(record)
  let hardware = PL081(device)
  guard let number = device.channel(number), hardware.isRunning(number) else {
    return Errno.invalid
  }
  hardware.hold(number, isHeld)
  return 0
}

@c public func bulkhead_dma_pl081_suspend(
  _ record: UnsafePointer<device>, _ number: UInt32
) -> Int32 {
  unsafe hold(record, number, true)
}

@c public func bulkhead_dma_pl081_resume(
  _ record: UnsafePointer<device>, _ number: UInt32
) -> Int32 {
  unsafe hold(record, number, false)
}

@c public func bulkhead_dma_pl081_status(
  _ record: UnsafePointer<device>, _ number: UInt32, _ status: UnsafeMutablePointer<dma_status>
) -> Int32 {
  let device = unsafe Device(record)
  guard let number = device.channel(number) else { return Errno.invalid }
  let hardware = PL081(device)
  let isBusy = hardware.isRunning(number)
  unsafe status.pointee = dma_status()
  unsafe status.pointee.busy = isBusy
  unsafe status.pointee.dir = MEMORY_TO_MEMORY
  unsafe status.pointee.pending_length =
    isBusy ? hardware.remaining(number) &* device.controller.value[number].unit : 0
  return 0
}

@c public func bulkhead_dma_pl081_attribute(
  _ record: UnsafePointer<device>, _ type: UInt32, _ value: UnsafeMutablePointer<UInt32>
) -> Int32 {
  switch type {
  case DMA_ATTR_BUFFER_ADDRESS_ALIGNMENT.rawValue, DMA_ATTR_BUFFER_SIZE_ALIGNMENT.rawValue,
    DMA_ATTR_COPY_ALIGNMENT.rawValue:
    unsafe value.pointee = 1
    return 0
  default: return Errno.invalid
  }
}

@c public func bulkhead_dma_pl081_isr(_ argument: UnsafeRawPointer?) {
  let record = unsafe bulkhead_device_argument(argument)
  for number in 0..<2 { unsafe finishBlock(record, number) }
}

/// A channel's interrupt, if it has one: goes on with the next block or calls back.
@unsafe
private func finishBlock(_ record: UnsafePointer<device>, _ number: Int) {
  let device = unsafe Device(record)
  let registers = device.registers
  let bit = 1 &<< UInt32(number)
  let hasFailed = registers[PL081.Offset.errorStatus] & bit != 0
  let hasEnded = registers[PL081.Offset.completeStatus] & bit != 0
  if !hasFailed, !hasEnded { return }
  registers[PL081.Offset.completeClear] = bit
  registers[PL081.Offset.errorClear] = bit
  var goesOn = false
  withInterruptsMasked {
    if hasFailed {
      PL081(device).stop(number)
      device.controller.value[number].isArmed = false
    } else {
      goesOn = device.controller.value[number].advance()
      if goesOn { device.startBlock(number) }
    }
  }
  let channel = device.controller.value[number]
  let isWanted = hasFailed ? channel.callsForErrors : !goesOn || channel.callsForBlocks
  let status =
    hasFailed ? Errno.inputOutput : goesOn ? DMA_STATUS_BLOCK : DMA_STATUS_COMPLETE
  if isWanted { unsafe channel.callback?(record, channel.userData, UInt32(number), status) }
  // The callback may have started the next one.
  if !goesOn, !PL081(device).isRunning(number) { device.end(number) }
}
