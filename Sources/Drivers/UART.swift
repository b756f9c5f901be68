// A UART as the console: what its drivers share. A driver brings its registers as a `SerialPort`
// and exports these functions under names of its own.

import CBulkhead
import Kernel
import KernelCore

/// The hardware's side of a UART: what the common part asks of it.
protocol SerialPort {
  init(_ device: Device)
  /// Eight bits, no parity, one stop bit; receives, with interrupts.
  ///
  /// Both numbers are in Hz, and `speed` is not 0.
  func start(clock: UInt32, speed: UInt32)
  /// Neither sends nor receives nor interrupts any more.
  func stop()
  var canSend: Bool { get }
  func send(_ byte: UInt8)
  /// Takes a byte that has come in.
  var received: UInt8? { get }
  /// Whether the last byte has left the device.
  var isIdle: Bool { get }
  /// Whether bytes wait for room in the device, which is to interrupt when there is some.
  func awaitRoom(_ isWaiting: Bool)
}

/// A UART of the description, with its two rings in the device's state.
///
/// The binding's first property is the speed.
struct UART<Port: SerialPort> {
  private let device: Device
  let port: Port

  @inline(__always)
  init(_ device: Device) {
    self.device = device
    port = Port(device)
  }

  private var queues: DeviceState<SerialQueues> { device.state(as: SerialQueues.self) }

  func start() -> Int32 {
    queues.initialize(to: SerialQueues())
    port.start(clock: device.clockFrequency, speed: max(device.property(0), 1))
    device.enableInterrupts()
    return 0
  }

  func shutDown() -> Int32 {
    flush()
    port.stop()
    device.disableInterrupts()
    return 0
  }

  func write(_ byte: UInt8) {
    withInterruptsMasked {
      queues.value.write(byte, to: port)
      port.awaitRoom(!queues.value.output.isEmpty)
    }
  }

  func flush() { withInterruptsMasked { queues.value.flush(to: port) } }

  /// Takes one received byte; -1 when there is none.
  func read() -> Int32 {
    let byte = withInterruptsMasked { queues.value.input.removeFirst() }
    return byte.map(Int32.init) ?? -1
  }

  /// The device has bytes.
  ///
  /// One that finds the ring full is lost, as it would be in the device.
  func receive() {
    withInterruptsMasked {
      while let byte = port.received { _ = queues.value.input.append(byte) }
    }
  }

  /// The device has room.
  func transmit() {
    withInterruptsMasked {
      queues.value.pump(to: port)
      port.awaitRoom(!queues.value.output.isEmpty)
    }
  }

  /// One interrupt line for both.
  func serve() {
    receive()
    transmit()
  }
}
