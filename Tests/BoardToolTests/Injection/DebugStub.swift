import Foundation
import Glibc

@testable import BoardTool

/// QEMU's debugger interface, as far as a test needs it.
///
/// Source: the GDB manual, appendix E, the remote serial protocol. Calls block their thread.
final class DebugStub {
  private let socket: Int32
  /// Seconds, for machines with other work, too.
  static let patience = 120

  /// Makes the emulator wait for a debugger at the path, before its first instruction.
  static func arguments(at path: Path) -> [String] {
    ["-S", "-gdb", "unix:\(path.string),server=on,wait=off"]
  }

  /// Connects as soon as the emulator is there.
  init(at path: Path) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.string.utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw Failure("the path \(path) is too long for a socket")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    for _ in 0..<100 * Self.patience {
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if result == 0 { return }
      usleep(10_000)
    }
    throw Failure("nobody answers at \(path)")
  }

  deinit { close(socket) }

  func setBreakpoint(at address: UInt64) throws { try confirm("Z1,\(number(address)),2") }
  func removeBreakpoint(at address: UInt64) throws { try confirm("z1,\(number(address)),2") }

  /// Lets the machine run to a breakpoint; false if it ended instead.
  func run() throws -> Bool {
    try send("c")
    return try answer().hasPrefix("T")
  }

  /// Lets the machine run, and does not look at it any more.
  func letGo() throws { try send("c") }

  func memory(at address: UInt64, count: Int) throws -> [UInt8] {
    let bytes = try bytes(of: ask("m\(number(address)),\(number(UInt64(count)))"))
    guard bytes.count == count else { throw Failure("no memory at \(hex(address))") }
    return bytes
  }

  /// A register of 32 bits, by the number that the debugger has for it.
  func register(_ place: Int) throws -> UInt64 {
    let all = try bytes(of: ask("g"))
    guard all.count >= 4 * (place + 1) else { throw Failure("no register \(place)") }
    return all[4 * place..<4 * (place + 1)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func number(_ value: UInt64) -> String { String(value, radix: 16) }

  private func bytes(of text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }

  private func confirm(_ command: String) throws {
    let answer = try ask(command)
    guard answer == "OK" else { throw Failure("the emulator answers '\(answer)' to \(command)") }
  }

  private func ask(_ command: String) throws -> String {
    try send(command)
    return try answer()
  }

  private func send(_ command: String) throws {
    let sum = command.utf8.reduce(UInt8(0), &+)
    let packet = Array("$\(command)#\(sum < 16 ? "0" : "")\(String(sum, radix: 16))".utf8)
    // No signal if the emulator has ended.
    let sent = Glibc.send(socket, packet, packet.count, Int32(MSG_NOSIGNAL))
    guard sent == packet.count else {
      throw Failure("the emulator does not listen")
    }
  }

  /// The next packet, acknowledged; empty if the emulator ended.
  private func answer() throws -> String {
    var text: [UInt8]?
    while let byte = try next() {
      if byte == UInt8(ascii: "$") {
        text = []
      } else if byte != UInt8(ascii: "#") {
        text?.append(byte)
      } else if let text {
        _ = (try next(), try next())
        _ = Glibc.send(socket, "+", 1, Int32(MSG_NOSIGNAL))
        return String(decoding: text, as: UTF8.self)
      }
    }
    return ""
  }

  private func next() throws -> UInt8? {
    var byte: UInt8 = 0
    let count = read(socket, &byte, 1)
    if count < 0 { throw Failure("the emulator does not answer for \(Self.patience) s") }
    return count == 0 ? nil : byte
  }
}
