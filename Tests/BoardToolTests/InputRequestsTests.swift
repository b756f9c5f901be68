import Testing

@testable import BoardTool

struct InputRequestsTests {
  @Test func a_line_with_the_tag_is_typed_without_it() {
    var requests = InputRequests()
    let console = "[ RUN      ] a\r\n[  INPUT   ] one\r\n[  INPUT   ] two\ntail"
    #expect(requests.take(Array(console.utf8)) == [Array("one\n".utf8), Array("two\n".utf8)])
  }

  @Test func a_line_may_come_in_pieces_and_counts_when_it_ends() {
    var requests = InputRequests()
    #expect(requests.take(Array("[  INP".utf8)).isEmpty)
    #expect(requests.take(Array("UT   ] x".utf8)).isEmpty)
    #expect(requests.take(Array("y\n".utf8)) == [Array("xy\n".utf8)])
  }

  @Test func the_tag_inside_a_line_asks_for_nothing() {
    var requests = InputRequests()
    #expect(requests.take(Array("said [  INPUT   ] no\n".utf8)).isEmpty)
  }
}
