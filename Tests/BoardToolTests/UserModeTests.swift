import ELF
import Foundation
import TestSupport
import Testing

@testable import BoardTool

/// What the build says of images with threads without privileges.
struct UserModeTests {
  private static let source = """
    #include <zephyr/kernel.h>

    K_SEM_DEFINE(sem, 0, 1);
    K_THREAD_STACK_DEFINE(stack, 512);
    static struct k_thread thread;

    static void user(void *p1, void *p2, void *p3)
    {
    \tk_sem_take(&sem, K_FOREVER);
    }
    int main(void)
    {
    \tk_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), user, NULL, NULL, NULL, 1, K_USER,
    \t\t\tK_NO_WAIT);
    \treturn 0;
    }

    """

  @Test(arguments: ["qemu_mps2_an386", "qemu_virt_rv32"])
  func a_stack_on_which_a_system_call_does_not_fit_stops_the_build(_ board: String) async throws {
    let fixture = try Fixture()
    func build(_ settings: String) async throws -> Failure? {
      let builder = try fixture.builder(
        Self.source, board, "CONFIG_USERSPACE=y\n" + settings)
      return await failure { _ = try await builder.build() }
    }
    let found = try #require(try await build("CONFIG_PRIVILEGED_STACK_SIZE=96\n"))
    #expect(found.message.hasPrefix("a system call may take "))
    #expect(found.message.contains(" bytes of its stack, which has 96: bulkhead_admit_call -> "))
    // What it says is enough is enough, and no less is.
    let remedy = try #require(found.remedy)
    let size = try #require(Int(remedy.split(separator: "=")[1]))
    #expect(try await build(remedy + "\n") == nil)
    #expect(try await build("CONFIG_PRIVILEGED_STACK_SIZE=\(size - 16)\n") != nil)
  }

  @Test(arguments: ["qemu_mps2_an386", "qemu_mps2_an505", "qemu_virt_rv32"])
  func code_without_privileges_and_the_kernel_lie_apart(_ board: String) async throws {
    let fixture = try Fixture()
    let builder = try fixture.builder(Self.source, board, "CONFIG_USERSPACE=y\n")
    let image = try await builder.build()
    let file = try ELFFile(image.elf.bytes())
    func address(_ name: String) throws -> UInt64 {
      try #require(file.symbols.first { $0.name == name }).address & ~1
    }
    let reach = try address("__bulkhead_user_rom_start")..<address("__bulkhead_user_rom_end")
    // On Cortex-M a call ends without privileges.
    let ends = board == "qemu_virt_rv32" ? [] : ["bulkhead_leave_call"]
    for name in ["user", "__wrap_k_sem_take", "bulkhead_user_main"] + ends {
      #expect(reach.contains(try address(name)), "\(name)")
    }
    for name in ["k_sem_take", "bulkhead_admit_call", "bulkhead_image", "bulkhead_reset"] {
      #expect(!reach.contains(try address(name)), "\(name)")
    }
    // Little is lost to the shape of the region.
    let text = try #require(file.sections.first { $0.name == ".text" })
    #expect(reach.lowerBound == text.address)
    let granules: [String: UInt64] = ["qemu_mps2_an505": 32, "qemu_virt_rv32": 4]
    let granule = granules[board] ?? 1024
    #expect(UInt64(reach.count) - text.size < granule)
    // Only the calls that the image makes: taking, and what ends the thread.
    let table = try #require(file.sections.first { $0.name == ".system_calls" })
    let calls = file.symbols.filter { $0.name.hasPrefix("call_of_") }.map(\.name)
    #expect(calls.contains("call_of_k_sem_take"))
    #expect(!calls.contains("call_of_k_sem_give"))
    // Before them there is room for eight that are done in the exception's handler.
    #expect(Int(table.size) == 64 + 8 * calls.count)
  }

  @Test func threads_and_timers_in_swift_are_found_by_their_type() throws {
    let single = try #require(
      SwiftObjects.variable(in: "Application.drum : Bulkhead.Thread<1024>", symbol: "x"))
    #expect(single.name == "drum" && single.stackSize == 1024 && single.count == nil)
    let array = try #require(
      SwiftObjects.variable(
        in: "static Application.Home.(crew in _5A0F) : Swift.InlineArray<3, Bulkhead.Thread<512>>",
        symbol: "x"))
    #expect(array.name == "crew" && array.stackSize == 512 && array.count == 3)
    let timer = try #require(
      SwiftObjects.variable(in: "Application.ticking : Bulkhead.Timer", symbol: "x"))
    #expect(timer.name == "ticking" && timer.stackSize == nil && timer.count == nil)
    #expect(
      SwiftObjects.source([timer]).contains("\t{&handle_0[0], &bulkhead_timer_of_ticking_0},\n"))
    #expect(SwiftObjects.variable(in: "Application.next : Swift.Int", symbol: "x") == nil)
    let rows = SwiftObjects.source([single, array])
    #expect(rows.contains("static K_THREAD_STACK_DEFINE(stack_of_drum, 1024);"))
    #expect(rows.contains("static K_THREAD_STACK_ARRAY_DEFINE(stacks_of_crew, 3, 512);"))
    #expect(rows.contains("{&handle_1[2], &threads_of_crew[2], stacks_of_crew[2], "))
  }

  @Test func what_the_application_in_swift_has_is_its_partition_and_no_record_of_a_thread()
    async throws
  {
    let fixture = try Fixture()
    try fixture.file(
      "application/src/main.swift",
      """
      import Bulkhead
      let worker = Thread<512>()
      let ready = Semaphore()
      worker.start(name: "worker", priority: .preemptible(3)) { ready.give() }
      ready.take()
      """)
    try fixture.file("application/prj.conf", "CONFIG_USERSPACE=y\n")
    let builder = ImageBuilder(
      project: fixture.project, board: try Board.named("qemu_mps2_an386", in: fixture.project),
      application: try Application(
        folder: (fixture.folder / "application").string, in: fixture.project))
    let image = try await builder.build()
    let symbols = try ELFFile(image.elf.bytes()).symbols
    func address(_ part: String) throws -> UInt64 {
      try #require(symbols.first { $0.section != nil && $0.name.contains(part) }).address
    }
    let partition =
      try address(
        "bulkhead_partition_start_application")..<address(
        "bulkhead_partition_variables_end_application")
    #expect(partition.contains(try address("5ready8Bulkhead9SemaphoreVvp")))
    #expect(partition.contains(try address("6worker8Bulkhead6ThreadVy$511_Gvp")))
    #expect(!partition.contains(try address("thread_of_worker")))
    #expect(!partition.contains(try address("stack_of_worker")))
    // The table of threads is read by them, and the kernel's code is not.
    let code = try address("__bulkhead_user_rom_start")..<address("__bulkhead_user_rom_end")
    #expect(code.contains(try address("bulkhead_swift_threads")))
    #expect(!code.contains(try address("k_mem_domain_add_thread") & ~1))
    let found = try await RegionExplanation(of: image)
    let text = fixture.shown(found.text)
    #expect(text.contains("thread worker, application/src/main.swift:2: reaches "))
    #expect(
      text.contains(", and everything but the stacks of others if it is started with privileges\n"))
    let own = try #require(found.threads.first { $0.name == "worker" }).own
    #expect(own.map(\.grant.name) == ["its stack", "partition application"])
    #expect(own.first?.grant.asked.size == 512 && found.stacks.isEmpty)
    #expect(text.contains("main, idle: with privileges, reaches everything"))
    // Nor is another build of the module in the image.
    #expect(!symbols.contains { $0.name.hasPrefix("$e6Kernel9SemaphoreV7tryTake") && $0.size > 0 })
  }
}
