import Testing

@testable import BoardTool

/// The compiler's mistake that would have a caller go on with another address.
struct ContextRegisterTests {
  private func listing(_ lines: String...) -> String {
    "Disassembly of section .text.before:\n   0:      \tpush\t{r4, r10, lr}\n\n"
      + "Disassembly of section .text.method:\n" + lines.map { "  2c:      \t\($0)\n" }.joined()
  }

  @Test(arguments: [
    "stm.w\tr10!, {r0, r2, r5}", "ldm.w\tr10!, {r1, r2}", "str\tr0, [r10, #4]!",
    "ldr\tr0, [r10], #4",
  ])
  func a_method_that_counts_its_own_address_up_is_found(_ instruction: String) {
    #expect(
      ContextRegisterCheck.offender(in: listing("ldr\tr0, [r10, #8]", instruction)) == "method")
    #expect(
      ContextRegisterCheck.offender(in: listing("push.w\t{r4, r10, lr}", instruction)) == nil)
  }

  @Test(arguments: [
    "stm.w\tr10, {r0, r2, r5}", "stmdb\tsp!, {r4, r10}", "ldr.w\tr0, [r10, #8]",
    "stm.w\tr1!, {r0, r10}",
  ])
  func other_uses_are_none_of_it(_ instruction: String) {
    #expect(ContextRegisterCheck.offender(in: listing(instruction)) == nil)
  }
}
