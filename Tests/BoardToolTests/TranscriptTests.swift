import Testing

@testable import BoardTool

struct TranscriptTests {
  private let place = Transcript.Place(
    board: "qemu_mps2_an505", port: "CortexM", processor: "cortex-m33",
    folder: "Tests/OnBoard/oops")

  private func transcript(_ text: String) throws -> Transcript {
    let fixture = try Fixture()
    return try Transcript(file: try fixture.file("expected.txt", text))
  }

  private func difference(_ expected: String, _ console: String) throws -> String? {
    try transcript(expected + "\n{status 0}\n").difference(
      from: console.split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
      at: place)
  }

  @Test(arguments: [
    ("plain (text) [here].", "plain (text) [here]."),
    ("at {address}, {number} bytes", "at 0x00ff, 12 bytes"),
    ("{number}", "-5"),
    ("{text} in {folder}/src/main.c:3", "/x/ in Tests/OnBoard/oops/src/main.c:3"),
    ("{forbidden read|data bus error} on {board}", "data bus error on qemu_mps2_an505"),
    ("bytes{, outside|}", "bytes"),
    ("{on Host}a\n{on cortex-m33 Host}b\n{not on CortexM}c\n{not on Host}d", "b\nd"),
    ("x\n{registers}\ny", "x\n  r0   0x1  r1   0x2\n  lr   0x3\n  lr in f at g.c:1\ny"),
  ])
  func a_line_matches(_ expected: String, _ console: String) throws {
    #expect(try difference(expected, console) == nil)
  }

  @Test(arguments: [
    ("at {address}", "at 0xg"), ("{number}", "x"), ("a|b", "a"), ("{a|b}", "c"), ("abc", "abcd"),
    ("a.c", "abc"), ("{registers}", "  address 0x0"), ("a\nb", "a"), ("a", "a\nb"),
  ])
  func a_line_does_not_match(_ expected: String, _ console: String) throws {
    #expect(try difference(expected, console) != nil)
  }

  @Test func a_difference_shows_both_lines_with_their_numbers_and_what_is_around() throws {
    let text = try difference("1\n2\n3\n4\nold {number}\n6", "1\n2\n3\n4\nnew\n6\nmore")
    #expect(
      text == """
        expected.txt (-) and the console (+) differ:
          3: 3
          4: 4
        - 5: old {number}
        + 5: new
          6: 6
        + 7: more
        """)
  }

  @Test func the_status_and_the_boards_are_read() throws {
    let read = try transcript("{runs on Host cortex-m33}\nhello\n{status 3}\n")
    #expect(read.status == 3)
    #expect(read.lines == [.init(number: 2, text: "hello")])
    #expect(read.runs(on: place))
    #expect(try !transcript("{runs on Host}\n{status 0}\n").runs(on: place))
    #expect(try !transcript("{runs not on x cortex-m33}\n{status 0}\n").runs(on: place))
    #expect(try transcript("{status 0}\n").runs(on: place))
  }

  @Test func without_a_status_there_is_no_transcript() async throws {
    let error = await failure { _ = try transcript("hello\n") }
    let end = "expected.txt needs one line that says how the image ends: {status 0}"
    #expect(error?.message.hasSuffix(end) == true)
  }

  @Test(arguments: [
    ("{adress}", "expected.txt:1: unknown placeholder {adress}"),
    ("{open", "expected.txt:1: a brace is not closed"),
  ])
  func a_mistake_in_a_line_is_named(_ line: String, _ message: String) async throws {
    let error = await failure { _ = try difference(line, "x") }
    #expect(error?.message == message)
  }
}
