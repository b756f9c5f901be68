import Testing

@testable import BoardTool

/// One line of C that uses what Bulkhead does not have yet, and what the compiler says to it.
struct Unavailable: CustomTestStringConvertible, Sendable {
  var line: String
  var message: String

  var testDescription: String { line }

  init(_ line: String, _ message: String) {
    self.line = line
    self.message = message
  }

  static let all = [
    Unavailable("int options = K_USER | K_INHERIT_PERMS;", "K_USER needs user mode"),
    Unavailable("int kind = K_OBJ_MSGQ;", "K_OBJ_MSGQ needs user mode"),
    Unavailable("struct k_mem_domain domain;", "memory domains need user mode"),
    Unavailable("struct k_mem_partition *partition;", "memory domains need user mode"),
    Unavailable("void *f(void) { return k_mem_domain_init; }", "memory domains need user mode"),
    Unavailable(
      "K_MEM_PARTITION_DEFINE(part, 0, 4096, 0);", "K_MEM_PARTITION_DEFINE needs user mode"),
    Unavailable(
      "void f(struct k_sem *s) { k_object_access_grant(s, 0); }",
      "permissions on kernel objects (k_object) need user mode"),
    Unavailable("struct k_futex futex;", "futexes (k_futex) need user mode"),
    Unavailable("struct k_work_user work;", "work of user threads (k_work_user) needs user mode"),
    Unavailable("K_WORK_USER_DEFINE(work, f);", "K_WORK_USER_DEFINE needs user mode"),
    Unavailable("struct sys_mem_pool_block b;", "memory pools went with Zephyr 2.5"),
    Unavailable(
      "void *f(void) { return k_pipe_block_put; }", "k_pipe_block_put needs memory pools"),
    Unavailable(
      "void *f(void) { return k_thread_user_mode_enter; }", "user threads need user mode"),
    Unavailable("void *f(void) { return k_mem_map; }", "mapped memory needs an MMU"),
  ]
}

struct UnavailableTests {
  @Test(arguments: Unavailable.all)
  func a_name_that_is_not_there_yet_says_so_at_its_line(_ name: Unavailable) async throws {
    let result = try await compile(name.line)
    #expect(result.status != 0)
    let place = "main.c:2:"
    let isAtItsLine = result.errors.split(separator: "\n").contains {
      $0.contains(place) && $0.contains("error:") && $0.contains(name.message)
    }
    #expect(isAtItsLine, "\(result.errors)")
  }

  @Test func what_grants_nothing_is_no_error() async throws {
    let result = try await compile(
      """
      void f(struct k_thread *t, struct k_sem *s) { k_thread_access_grant(t, s); }
      K_THREAD_ACCESS_GRANT(t, s);
      int options = K_INHERIT_PERMS;
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
  }

  @Test func mathematics_on_a_board_is_what_takes_no_approximation() async throws {
    let exact = try await compileForBoard("double f(double x) { return isnan(x) ? 0 : fabs(x); }")
    #expect(exact.status == 0, "\(exact.errors)")
    #expect(exact.errors.isEmpty)
    let rounded = try await compileForBoard("float f(float x) { return sqrtf(x); }")
    #expect(rounded.status != 0)
    #expect(
      rounded.errors.contains(
        "main.c:2:27: error: 'sqrtf' is unavailable: sqrtf needs a mathematics library, "
          + "which boards do not have"), "\(rounded.errors)")
  }

  private func compileForBoard(_ line: String) async throws -> Tool.Result {
    let fixture = try Fixture()
    let source = try fixture.file("main.c", "#include <math.h>\n\(line)\n")
    return try await Tool.run(
      try Toolchain().clang,
      [
        "--target=armv7m-none-none-eabi", "-std=gnu11", "-Wall", "-ffreestanding", "-nostdlibinc",
        "-fsyntax-only", "-I", (fixture.project.include / "libc").string, source.string,
      ])
  }

  private func compile(_ lines: String) async throws -> Tool.Result {
    let fixture = try Fixture()
    let source = try fixture.file("main.c", "#include <zephyr/kernel.h>\n\(lines)\n")
    return try await Tool.run(
      try Toolchain().clang,
      [
        "-std=gnu11", "-Wall", "-fsyntax-only", "-I", fixture.project.include.string,
        source.string,
      ])
  }
}
