// The two rings of a UART, and sending that never waits for a thread.

import KernelCore

/// Bytes on their way out and in.
///
/// All functions want interrupts masked.
struct SerialQueues {
  var output = ByteRing<32>()
  var input = ByteRing<32>()

  /// Sends a byte now or later; if the ring is full, sends by polling until there is room.
  mutating func write(_ byte: UInt8, to port: some SerialPort) {
    pump(to: port)
    if output.isEmpty, port.canSend {
      port.send(byte)
      return
    }
    while !output.append(byte) { pump(to: port) }
  }

  /// Hands over to the device what it takes.
  mutating func pump(to port: some SerialPort) {
    while port.canSend, let byte = output.removeFirst() { port.send(byte) }
  }

  /// Returns when everything has left.
  mutating func flush(to port: some SerialPort) {
    while !output.isEmpty { pump(to: port) }
    while !port.isIdle {}
  }
}
