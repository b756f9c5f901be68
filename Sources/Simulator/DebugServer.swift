// The way from a debugger to a session: a connection, and packets with sums.
// Source: the GDB manual, appendix E.1.

import Glibc

/// Listens at a port of this machine for one debugger.
public final class DebugServer {
  private let listener: Int32
  private var connection: Int32 = -1
  private var received: [UInt8] = []
  /// Where it listens; the system's choice if 0 was asked for.
  public let port: UInt16

  /// Begins to listen at 127.0.0.1.
  ///
  /// Throws `SimulatorError` if the port cannot be had.
  public init(port: UInt16) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 1) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard isListening else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw SimulatorError("cannot listen at port \(port): \(reason)")
    }
    self.port = UInt16(bigEndian: address.sin_port)
  }

  deinit {
    close(listener)
    if connection >= 0 { close(connection) }
  }

  /// Waits for a debugger and serves it until it goes or the machine ends.
  public func serve(_ machine: Machine) {
    connection = accept(listener, nil, nil)
    guard connection >= 0 else { return }
    // A debugger that wants the machine to stop sends one byte.
    machine.shallStop = { [weak self] in self?.takeInterruption() ?? true }
    defer { machine.shallStop = nil }
    let session = DebugSession(machine)
    while !session.isOver {
      guard let byte = nextByte() else { return }
      switch byte {
      case UInt8(ascii: "$"):
        guard let packet = nextPacket() else { return }
        if let packet { reply(session.answer(packet)) }
      // Acknowledgements; a connection loses nothing, so nothing is sent again.
      default: break
      }
    }
  }

  private func nextByte() -> UInt8? {
    if received.isEmpty {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return nil }
      received = Array(buffer[..<count])
    }
    return received.removeFirst()
  }

  /// The contents up to the sum; an inner nil if that is wrong, an outer one if the debugger is gone.
  private func nextPacket() -> String?? {
    var contents: [UInt8] = []
    while true {
      guard let byte = nextByte() else { return nil }
      if byte == UInt8(ascii: "#") { break }
      contents.append(byte)
    }
    guard let high = nextByte(), let low = nextByte() else { return nil }
    let sum = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
    let isRight = sum == contents.reduce(0, &+)
    send([UInt8(ascii: isRight ? "+" : "-")])
    return .some(isRight ? String(decoding: contents, as: UTF8.self) : nil)
  }

  private func reply(_ text: String) {
    let sum = Array(text.utf8).reduce(UInt8(0), &+)
    let digits = String(sum, radix: 16)
    send(Array("$\(text)#\(digits.count == 1 ? "0" : "")\(digits)".utf8))
  }

  private func send(_ bytes: [UInt8]) {
    _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Whether the debugger sent its byte, or has gone.
  private func takeInterruption() -> Bool {
    var state = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
    guard poll(&state, 1, 0) > 0 else { return false }
    var byte: UInt8 = 0
    guard recv(connection, &byte, 1, 0) == 1 else { return true }
    return byte == 3
  }
}
