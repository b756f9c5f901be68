// The registers of a PL081, and the few things that one does with a channel of it.
// Source: PrimeCell Single Master DMA Controller (PL081) TRM (DDI 0218), chapter 3.

import Kernel

struct PL081 {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  enum Offset {
    static let completeStatus: UInt = 0x04
    static let completeClear: UInt = 0x08
    static let errorStatus: UInt = 0x0c
    static let errorClear: UInt = 0x10
    static let enabledChannels: UInt = 0x1c
    static let configuration: UInt = 0x30
  }

  private enum ChannelOffset {
    static let source: UInt = 0x00
    static let destination: UInt = 0x04
    static let linkedItem: UInt = 0x08
    static let control: UInt = 0x0c
    static let configuration: UInt = 0x10
  }

  /// Enabled, with both interrupts; the flow is 0, memory to memory.
  private static let run: UInt32 = 1 | 1 << 14 | 1 << 15
  private static let halted: UInt32 = 1 << 18
  /// The channel has read what it has not written yet.
  private static let active: UInt32 = 1 << 17

  private func channel(_ number: Int) -> Registers {
    Registers(base: registers.base &+ 0x100 &+ 0x20 &* UInt(number))
  }

  func isRunning(_ number: Int) -> Bool {
    registers[Offset.enabledChannels] & 1 &<< UInt32(number) != 0
  }

  func start(_ number: Int, from source: UInt32, to destination: UInt32, control: UInt32) {
    let channel = channel(number)
    registers[Offset.completeClear] = 1 &<< UInt32(number)
    registers[Offset.errorClear] = 1 &<< UInt32(number)
    channel[ChannelOffset.source] = source
    channel[ChannelOffset.destination] = destination
    channel[ChannelOffset.linkedItem] = 0
    channel[ChannelOffset.control] = control
    channel[ChannelOffset.configuration] = Self.run
    // No change; but QEMU's model shows an interrupt only when this register is written.
    registers[Offset.configuration] = 1
  }

  func stop(_ number: Int) {
    channel(number)[ChannelOffset.configuration] = 0
    registers[Offset.completeClear] = 1 &<< UInt32(number)
    registers[Offset.errorClear] = 1 &<< UInt32(number)
  }

  /// Ends what a channel does: it reads no more, writes what it has read, and is off; false if it
  /// does not come to that.
  func abort(_ number: Int) -> Bool {
    hold(number, true)
    var looks = 10_000
    while looks > 0, channel(number)[ChannelOffset.configuration] & Self.active != 0 { looks &-= 1 }
    stop(number)
    while looks > 0, isRunning(number) { looks &-= 1 }
    return looks > 0
  }

  func hold(_ number: Int, _ isHeld: Bool) {
    let channel = channel(number)
    let configuration = channel[ChannelOffset.configuration]
    channel[ChannelOffset.configuration] =
      isHeld ? configuration | Self.halted : configuration & ~Self.halted
  }

  /// Accesses of the present block that are still to come.
  func remaining(_ number: Int) -> UInt32 { channel(number)[ChannelOffset.control] & 0xfff }
}
