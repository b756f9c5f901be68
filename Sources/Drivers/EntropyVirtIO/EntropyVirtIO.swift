// VirtIO's entropy device over memory-mapped registers, version 2: a queue of two descriptors, of
// which one is ever used. Source: VirtIO 1.1 (OASIS), sections 2.6, 3.1, 4.2 and 5.4.

import CBulkhead
import Kernel
import KernelCore

private struct Hardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  enum Offset {
    static let magic: UInt = 0x00
    static let version: UInt = 0x04
    static let kind: UInt = 0x08
    static let driverFeatures: UInt = 0x20
    static let driverFeaturesSelector: UInt = 0x24
    static let queueSelector: UInt = 0x30
    static let queueSize: UInt = 0x38
    static let queueReady: UInt = 0x44
    static let queueNotify: UInt = 0x50
    static let interruptStatus: UInt = 0x60
    static let interruptAcknowledge: UInt = 0x64
    static let status: UInt = 0x70
    static let descriptors: UInt = 0x80
    static let available: UInt = 0x90
    static let used: UInt = 0xa0
  }

  private enum Status {
    static let acknowledged: UInt32 = 1
    static let driver: UInt32 = 2
    static let running: UInt32 = 4
    static let featuresAccepted: UInt32 = 8
  }

  var isEntropySource: Bool {
    registers[Offset.magic] == 0x7472_6976 && registers[Offset.version] == 2
      && registers[Offset.kind] == 4
  }

  func reset() { registers[Offset.status] = 0 }

  /// Brings the device up with its queue; false if it does not accept.
  func start(_ queue: Queue) -> Bool {
    reset()
    var status = Status.acknowledged | Status.driver
    registers[Offset.status] = status
    // Of all features only VIRTIO_F_VERSION_1, which is number 32.
    registers[Offset.driverFeaturesSelector] = 1
    registers[Offset.driverFeatures] = 1
    registers[Offset.driverFeaturesSelector] = 0
    registers[Offset.driverFeatures] = 0
    status |= Status.featuresAccepted
    registers[Offset.status] = status
    if registers[Offset.status] & Status.featuresAccepted == 0 { return false }
    registers[Offset.queueSelector] = 0
    registers[Offset.queueSize] = 2
    setAddress(Offset.descriptors, queue.descriptors)
    setAddress(Offset.available, queue.available)
    setAddress(Offset.used, queue.used)
    registers[Offset.queueReady] = 1
    registers[Offset.status] = status | Status.running
    return true
  }

  private func setAddress(_ offset: UInt, _ address: UInt) {
    registers[offset] = UInt32(truncatingIfNeeded: address)
    registers[offset &+ 4] = 0
  }
}

/// The queue in memory that the device reads and writes, by words of 32 bits.
private struct Queue {
  let descriptors: UInt
  var available: UInt { descriptors &+ 32 }
  var used: UInt { descriptors &+ 48 }

  private static let deviceWrites: UInt32 = 2

  /// Bytes that the device has filled, the times it has, modulo 2^16.
  var completed: UInt32 { bulkhead_mmio_read32(used) &>> 16 }
  /// Of the latest time; elements of eight bytes follow the used ring's first word.
  func length(of time: UInt32) -> Int {
    Int(bulkhead_mmio_read32(used &+ 8 &+ UInt(time & 1) &* 8))
  }

  /// Offers memory to the device, as its request number `time`.
  func offer(_ address: UInt, _ count: Int, as time: UInt32) {
    bulkhead_mmio_write32(descriptors, UInt32(truncatingIfNeeded: address))
    bulkhead_mmio_write32(descriptors &+ 4, 0)
    bulkhead_mmio_write32(descriptors &+ 8, UInt32(truncatingIfNeeded: count))
    bulkhead_mmio_write32(descriptors &+ 12, Self.deviceWrites)
    bulkhead_memory_barrier()
    bulkhead_mmio_write32(available, (time &+ 1) &<< 16)
    bulkhead_memory_barrier()
  }
}

/// Safety: semaphore and mutex are used only where they lie.
@safe
private struct EntropySource {
  var mutex = unsafe MutexRecord()
  var filled = unsafe SemaphoreRecord()
}

extension Device {
  fileprivate var queue: Queue {
    // Safety: the binding's buffer has room for the queue and for aligning it to 16.
    let buffer = unsafe UInt(bitPattern: buffer(after: EntropySource.self))
    return Queue(descriptors: (buffer &+ 15) & ~15)
  }

  fileprivate var filled: Semaphore {
    let state = state(as: EntropySource.self)
    return unsafe withUnsafeMutablePointer(to: &state.value.filled) { unsafe Semaphore($0) }
  }

  fileprivate var mutex: Mutex {
    let state = state(as: EntropySource.self)
    return unsafe withUnsafeMutablePointer(to: &state.value.mutex) { unsafe Mutex($0) }
  }
}

@c public func bulkhead_entropy_virtio_init(_ record: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(record)
  let hardware = Hardware(device)
  guard hardware.isEntropySource else { return Errno.noDevice }
  device.state(as: EntropySource.self).initialize(to: EntropySource())
  _ = device.filled.prepare(count: 0, limit: 1)
  for word in 0..<UInt(20) { bulkhead_mmio_write32(device.queue.descriptors &+ 4 &* word, 0) }
  guard hardware.start(device.queue) else { return Errno.inputOutput }
  device.enableInterrupts()
  return 0
}

@c public func bulkhead_entropy_virtio_shutdown(_ record: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(record)
  device.disableInterrupts()
  Hardware(device).reset()
  return 0
}

@c public func bulkhead_entropy_virtio_get(
  _ record: UnsafePointer<device>, _ buffer: UnsafeMutablePointer<UInt8>, _ length: UInt16
) -> Int32 {
  let device = unsafe Device(record)
  if !device.mutex.tryLock() { _ = device.mutex.lock(.forever) }
  defer { _ = device.mutex.unlock() }
  var done = 0
  while done < Int(length) {
    let time = device.queue.completed
    device.queue.offer(
      unsafe UInt(bitPattern: buffer + done), Int(length) &- done, as: time)
    Hardware(device).registers[Hardware.Offset.queueNotify] = 0
    while device.queue.completed == time { _ = device.filled.take(.forever) }
    let count = device.queue.length(of: time)
    if count == 0 || count > Int(length) &- done { return Errno.inputOutput }
    done &+= count
  }
  return 0
}

@c public func bulkhead_entropy_virtio_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let registers = device.registers
  registers[Hardware.Offset.interruptAcknowledge] = registers[Hardware.Offset.interruptStatus]
  device.filled.give()
}
