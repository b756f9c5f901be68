import Testing

@testable import BoardTool

/// How injections are asked for, and what they have brought to light.
struct InitInjectionTests {
  @Test func an_entry_and_a_kind_are_named() throws {
    #expect(try InitInjection(parsing: "uart0=fail") == InitInjection("uart0", .fail))
    #expect(
      try InitInjection(parsing: "&a=shutdown-overrun") == InitInjection("&a", .shutdownOverrun))
  }

  @Test(arguments: [
    ("uart0", "--inject 'uart0' is not of the form ENTRY=KIND"),
    ("=fail", "--inject '=fail' is not of the form ENTRY=KIND"),
    (
      "uart0=faul",
      "unknown kind of --inject 'faul' (known: fail, fault, overrun, shutdown-fail, shutdown-fault, "
        + "shutdown-overrun); did you mean 'fail'?"
    ),
  ])
  func what_is_no_injection_is_refused(_ text: String, _ message: String) async {
    let found = await failure { _ = try InitInjection(parsing: text) }
    #expect(found?.message == message)
    #expect(found?.status == 2)
  }

  private func check(_ fixture: Fixture) async throws -> InjectionCheck {
    let sample = fixture.project.root / "samples/hello"
    return try await InjectionCheck(
      Application(folder: sample.string, in: fixture.project),
      Board.named("qemu_mps2_an386", in: fixture.project), fixture)
  }

  @Test func an_unknown_entry_is_refused() async throws {
    let fixture = try Fixture()
    let check = try await check(fixture)
    let found = await failure {
      _ = try check.image.copied(
        to: fixture.folder / "copy", with: [InitInjection("uart", .fail)], isBootOnly: false)
    }
    #expect(
      found?.message
        == "unknown init entry 'uart' (known: &nvic, &uart0, &systick); did you mean '&uart0'?")
  }

  @Test func two_kinds_for_one_function_are_refused() async throws {
    let fixture = try Fixture()
    let check = try await check(fixture)
    let found = await failure {
      _ = try check.image.copied(
        to: fixture.folder / "copy",
        with: [
          InitInjection("&uart0", .fail), InitInjection("&uart0", .shutdownFail),
          InitInjection("&uart0", .fault),
        ], isBootOnly: false)
    }
    #expect(found?.message == "&uart0 cannot go wrong in two ways: --inject fail and fault")
    #expect(found?.status == 2)
  }

  /// The report brings the console up, and what stands before it in the table: not what faults.
  @Test func what_faults_before_the_console_is_up_is_not_ready() async throws {
    let fixture = try Fixture()
    let check = try await check(fixture)
    try await check.run([
      [InitInjection("&nvic", .fault)], [InitInjection("&uart0", .fault)],
      [InitInjection("&uart0", .fault), InitInjection("&systick", .fault)],
    ])
  }
}
