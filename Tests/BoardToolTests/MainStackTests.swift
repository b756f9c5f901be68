import ELF
import Testing

@testable import BoardTool

/// The main thread's stack, as the build sizes it.
struct MainStackTests {
  private static let board = "qemu_mps2_an386"

  /// An application with one init entry.
  private static func source(entry: String, main: String = "return 0;") -> String {
    """
    #include <zephyr/init.h>
    #include <zephyr/kernel.h>
    static int (*volatile hook)(char *);
    __attribute__((noinline)) static int around(int n)
    { return n < 2 ? n : around(n - 1) * n + around(n / 2); }
    static int start(void)
    { \(entry) }
    SYS_INIT(start, POST_KERNEL, 5);
    int main(void) { \(main) }

    """
  }

  private static let sized = "char room[(int)hook]; return hook(room) + 1;"

  private func refusal(_ source: String, _ settings: String = "") async throws -> String {
    let fixture = try Fixture()
    let builder = try fixture.builder(source, Self.board, settings)
    let found = await failure { _ = try await builder.build() }
    return fixture.shown(found?.description ?? "")
  }

  @Test func an_entry_whose_depth_cannot_be_known_stops_the_build() async throws {
    #expect(
      try await refusal(Self.source(entry: Self.sized)) == """
        application/src/main.c:7: error: the main thread's stack cannot be sized, for what boot and \
        shutdown take of it is not known: in start: the stack pointer moves by an amount that is not \
        in the code
        application/src/main.c:8: note: the init entry start comes to it
          help: declare what it takes with all that it calls: CONFIG_INIT_STACK_FUNCTIONS="start=BYTES"
        """)
  }

  @Test func an_entry_that_recurs_stops_the_build() async throws {
    #expect(
      try await refusal(Self.source(entry: "return around((int)hook) + 1;")) == """
        application/src/main.c:5: error: the main thread's stack cannot be sized, for what boot and \
        shutdown take of it is not known: in around: it calls itself, and the code does not say how \
        often
        application/src/main.c:8: note: the init entry start comes to it
          help: declare what it takes with all that it calls: \
        CONFIG_INIT_STACK_FUNCTIONS="around=BYTES"; or of all such places, \
        CONFIG_INIT_STACK_RECURSION_BYTES
        """)
  }

  @Test func calls_through_pointers_of_which_nothing_is_declared_stop_the_build() async throws {
    let text = try await refusal(
      Self.source(entry: "char room[4]; return hook(room) + 1;"),
      "CONFIG_INIT_STACK_INDIRECT_CALL_BYTES=0\n")
    #expect(text.contains("application/src/main.c:7: error: "))
    #expect(text.contains("is not known: in start: a call through a register\n"))
    #expect(text.hasSuffix("or of all such places, CONFIG_INIT_STACK_INDIRECT_CALL_BYTES"))
  }

  @Test func what_is_declared_of_a_function_is_what_it_takes() async throws {
    let fixture = try Fixture()
    let builder = try fixture.builder(
      Self.source(entry: Self.sized), Self.board,
      "CONFIG_INIT_STACK_FUNCTIONS=\"start = 3000; bulkhead_print_banner=8\"\n")
    let image = try await builder.build()
    let depth = try await MainThreadDepth(of: image.elf, image.model)
    #expect(depth.untilMain.path.last == .init(function: "start", bytes: 3000))
    #expect(image.mainStack.isGrown && image.mainStack.size >= 3000 + 36)
    let size = try ELFFile(image.elf.bytes()).symbols.first { $0.name == "bulkhead_stack_of_main" }?
      .size
    #expect(size == UInt64(image.mainStack.size))
  }

  @Test(arguments: ["1073741825", "99999999999", "99999999999999999999"])
  func a_declaration_of_more_than_a_stack_can_have_is_refused(_ bytes: String) async throws {
    let configuration = try await Fixture().model(
      "qemu_mps2_an386", files: ["prj.conf": "CONFIG_INIT_STACK_FUNCTIONS=\"b=8;a=\(bytes)\"\n"]
    ).configuration
    let found = await failure { _ = try DeclaredDepths(configuration) }
    #expect(found?.location?.line == 1)
    #expect(
      found?.message
        == "CONFIG_INIT_STACK_FUNCTIONS: 'a=\(bytes)' is more than a stack can have")
  }

  @Test func a_declaration_of_no_function_is_refused() async throws {
    #expect(
      try await refusal(
        Self.source(entry: "return 0;"), "CONFIG_INIT_STACK_FUNCTIONS=\"bulkhead_print_baner=8\"\n")
          == """
          application/prj.conf:1: error: CONFIG_INIT_STACK_FUNCTIONS names 'bulkhead_print_baner', which \
          is no function of this image; did you mean 'bulkhead_print_banner'?
            help: drop it, or name one; the compiler may have made it a part of another
          """)
    #expect(
      try await refusal(Self.source(entry: "return 0;"), "CONFIG_INIT_STACK_FUNCTIONS=\"start\"\n")
        == """
        application/prj.conf:1: error: CONFIG_INIT_STACK_FUNCTIONS: 'start' does not say what a \
        function takes
          help: write NAME=BYTES, with a ; between two of them
        """)
  }

  @Test func main_that_may_take_more_than_the_stack_has_is_warned_of() async throws {
    let fixture = try Fixture()
    let source = Self.source(entry: "return 0;", main: "char room[1100]; return hook(room) + 1;")
    let image = try await fixture.builder(source, Self.board, "CONFIG_MAIN_STACK_SIZE=1200\n")
      .build()
    let depth = try await MainThreadDepth(of: image.elf, image.model)
    let messages = MainStackMessages(
      name: "it", depth: depth, model: image.model, plan: image.plan,
      symbolizer: Symbolizer(toolchain: try Toolchain(), image: image))
    let text = fixture.shown(try #require(await messages.warning(image.mainStack)))
    let bytes = depth.all.bytes + depth.exceptionBytes
    #expect(!image.mainStack.isGrown && bytes > 1100 + 256)
    #expect(
      text.hasPrefix(
        "application/prj.conf:1: warning: main of it may take \(bytes) bytes of its stack, "
          + "which has 1200\n"))
    #expect(text.contains(", an indirect call 256, an interrupt 36\n"))
    #expect(text.contains("help: set CONFIG_MAIN_STACK_SIZE=\(MainStack.aligned(bytes)), or "))
    var larger = image.mainStack
    larger.needed = bytes
    #expect(await messages.warning(larger) == nil)
  }

  /// Times of the image and of what is kept of its stack.
  private func times(_ image: Image) -> [Double?] {
    [image.elf, Path(image.elf.string + ".stack")].map(\.modificationTime)
  }

  @Test func an_image_that_did_not_change_is_neither_linked_nor_looked_at_again() async throws {
    let fixture = try Fixture()
    func build(_ bytes: Int) async throws -> Image {
      let entry = "char room[\(bytes)]; return hook == NULL ? 0 : hook(room) + 1;"
      return try await fixture.builder(Self.source(entry: entry), Self.board, "").build()
    }
    let deep = try await build(2000)
    #expect(deep.mainStack.isGrown && deep.mainStack.size > 2000)
    let before = times(deep)
    let again = try await build(2000)
    #expect(again.mainStack == deep.mainStack && times(again) == before)
    // The figure follows the code, down as well as up.
    let deeper = try await build(3000)
    #expect(deeper.mainStack.size > 3000)
    let flat = try await build(16)
    #expect(!flat.mainStack.isGrown && flat.mainStack.size == 1024)
    #expect(try await times(build(16)) == times(flat))
  }

  @Test func a_stack_that_does_not_fit_is_refused_with_who_wants_it() async throws {
    let text = try await refusal(
      Self.source(entry: "return 0;"),
      "CONFIG_INIT_STACK_FUNCTIONS=\"start=5000000\"\n")
    #expect(text.contains("error: the image does not fit in RAM: it takes "))
    #expect(text.contains("the largest in it, in bytes: bulkhead_stack_of_main 50"))
    #expect(
      text.contains("\n  note: bulkhead_stack_of_main is as large as boot and shutdown need: "))
    #expect(text.contains("bulkhead_supervise_level, start\n"))
  }
}
