import Foundation
import Simulator
import Testing

/// The debugger's protocol, spoken to a session and through a connection.
@Suite struct DebugTests {
  typealias Code = MachineCode

  /// Counts to 3 in x6, with the value in memory.
  private static let code =
    Code.li(5, 0x8400_0000)
    + [Code.addi(6, 6, 1), Code.sw(6, 5), Code.addi(7, 6, -3), Code.bne(7, 0, back: 12)]
    + Code.finish(4)

  private static func machine() throws -> Machine {
    let machine = Machine()
    try machine.load(Code.image(code))
    return machine
  }

  @Test func registersAndMemoryAreReadAndWritten() throws {
    let session = DebugSession(try Self.machine())
    #expect(session.answer("?") == "S05")
    #expect(session.answer("g").count == 33 * 8)
    #expect(session.answer("p20") == "00000080")
    #expect(session.answer("P5=78563412") == "OK")
    #expect(session.answer("p5") == "78563412")
    #expect(session.answer("M84000000,4:01020304") == "OK")
    #expect(session.answer("m84000001,2") == "0203")
    #expect(session.answer("qXfer:features:read:target.xml:0,1000").contains("riscv:rv32"))
  }

  @Test func breakpointsStepsAndTheEndAreTold() throws {
    let session = DebugSession(try Self.machine())
    #expect(session.answer("Z0,80000010,4") == "OK")
    for round in 1...2 {
      #expect(session.answer("c") == "S05")
      #expect(session.answer("p20") == "10000080")
      #expect(session.answer("m84000000,1") == "0\(round)")
    }
    #expect(session.answer("s") == "S05")
    #expect(session.answer("p20") == "14000080")
    #expect(session.answer("z0,80000010,4") == "OK")
    #expect(session.answer("c") == "W04")
    #expect(session.isOver)
  }

  @Test func codeThatADebuggerWritesIsExecuted() throws {
    let session = DebugSession(try Self.machine())
    #expect(session.answer("s") == "S05")
    // addi x6, x6, 1 becomes addi x6, x6, 3.
    #expect(session.answer("M80000008,4:13033300") == "OK")
    #expect(session.answer("Z1,80000010,4") == "OK")
    #expect(session.answer("c") == "S05")
    #expect(session.answer("p6") == "03000000")
  }

  @Test(arguments: [
    "p21", "p", "P5", "P5=1", "m", "m0,4", "mffffffff,ffff", "m80000000,fffffffff",
    "M80000000,4:01",
    "Mx", "cx", "Z0", "G00", "qXfer:features:read:target.xml:z",
  ])
  func nonsenseIsAnError(packet: String) throws {
    #expect(DebugSession(try Self.machine()).answer(packet) == "E01")
  }

  @Test(arguments: ["", "!", "vMustReplyEmpty", "Z2,80000000,4", "qOffsets", "X0,0:"])
  func theUnknownHasAnEmptyAnswer(packet: String) throws {
    #expect(DebugSession(try Self.machine()).answer(packet) == "")
  }

  /// A client of its own, with sums and acknowledgements.
  @Test func aConnectionIsServed() throws {
    let machine = try Self.machine()
    let server = try DebugServer(port: 0)
    let port = server.port
    let answers = Answers()
    let client = Thread { answers.list = (try? Self.talk(port)) ?? ["no connection"] }
    client.start()
    server.serve(machine)
    for _ in 0..<500 where answers.list.isEmpty { usleep(10_000) }
    #expect(answers.list == ["-", "+$S05#b8", "+$00000080#88", "+$S05#b8", "+$W04#bb"])
  }

  private final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: [String] = []
    var list: [String] {
      get { lock.withLock { stored } }
      set { lock.withLock { stored = newValue } }
    }
  }

  private static func talk(_ port: UInt16) throws -> [String] {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return [] }
    // The first one has a wrong sum.
    let packets = ["$?#00", "$?#3f", "+$p20#d2", "+$s#73", "+$c#63"]
    return packets.map { packet in
      _ = send(client, packet, packet.utf8.count, 0)
      var text = ""
      while !(text == "-" || text.contains("#") && text.split(separator: "#").last?.count == 2) {
        var byte: UInt8 = 0
        guard recv(client, &byte, 1, 0) == 1 else { break }
        text += String(UnicodeScalar(byte))
      }
      return text
    }
  }
}
