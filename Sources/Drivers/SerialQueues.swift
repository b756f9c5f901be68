// What UART drivers have in common: two rings, and sending that never waits for a thread.

import Kernel
import KernelCore

/// The hardware's side of a UART: what the common part asks of it.
public protocol SerialPort {
  var canSend: Bool { get }
  func send(_ byte: UInt8)
  /// Whether the last byte has left the device.
  var isIdle: Bool { get }
}

/// Bytes on their way out and in.
///
/// All functions want interrupts masked.
public struct SerialQueues {
  public var output = ByteRing<32>()
  public var input = ByteRing<32>()

  public init() {}

  /// Sends a byte now or later; if the ring is full, sends by polling until there is room.
  public mutating func write(_ byte: UInt8, to port: some SerialPort) {
    pump(to: port)
    if output.isEmpty, port.canSend {
      port.send(byte)
      return
    }
    while !output.append(byte) { pump(to: port) }
  }

  /// Hands over to the device what it takes.
  public mutating func pump(to port: some SerialPort) {
    while port.canSend, let byte = output.removeFirst() { port.send(byte) }
  }

  /// Returns when everything has left.
  public mutating func flush(to port: some SerialPort) {
    while !output.isEmpty { pump(to: port) }
    while !port.isIdle {}
  }
}
