import Foundation
import KernelCore
import TestSupport
import Testing

@testable import BoardTool

/// What an application says of the pool of stacks: how large, how divided, and by whose functions.
struct StackPoolTests {
  private static let allocate = """
    int bulkhead_stacks_allocate(uint32_t bytes, struct bulkhead_stack_block *block)
    {
    \treturn -ENOMEM;
    }

    """
  private static let deallocate = """
    int bulkhead_stacks_deallocate(const struct bulkhead_stack_block *block)
    {
    \treturn -EINVAL;
    }

    """
  private static let own = "CONFIG_DYNAMIC_THREAD=y\nCONFIG_STACK_ALLOCATOR_APPLICATION=y\n"

  /// What the build of an application with these functions says.
  private func refusal(of functions: String, _ settings: String) async throws -> String {
    let fixture = try Fixture()
    let source = """
      #include <bulkhead/stack.h>
      #include <zephyr/kernel.h>

      \(functions)
      int main(void)
      {
      \treturn k_thread_stack_alloc(512, 0) == NULL;
      }

      """
    let builder = try fixture.builder(source, "qemu_mps2_an386", settings)
    let found = await failure { _ = try await builder.build() }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  @Test func an_allocator_without_its_other_half() async throws {
    let remedy = """

      application/prj.conf:2: note: it is to divide the pool of stacks
        help: write it as <bulkhead/stack.h> declares it (in Swift as @c public), or choose another \
      STACK_ALLOCATOR
      """
    #expect(
      try await refusal(of: Self.allocate, Self.own) == """
        application/src/main.c:4: error: the application has bulkhead_stacks_allocate, but no \
        bulkhead_stacks_deallocate
        """ + remedy)
    #expect(
      try await refusal(of: Self.deallocate, Self.own) == """
        application/src/main.c:4: error: the application has bulkhead_stacks_deallocate, but no \
        bulkhead_stacks_allocate
        """ + remedy)
  }

  @Test func an_allocator_that_is_not_there() async throws {
    #expect(
      try await refusal(of: "", Self.own) == """
        application/prj.conf:2: error: the application is to divide the pool of stacks, but has \
        neither bulkhead_stacks_allocate nor bulkhead_stacks_deallocate
          help: write them as <bulkhead/stack.h> declares them, or name a type in Swift with \
        CONFIG_STACK_ALLOCATOR_TYPE
        """)
  }

  @Test func an_allocator_that_nobody_would_ask() async throws {
    let text = """
      application/src/main.c:4: error: the application has bulkhead_stacks_allocate, but is not to \
      divide the pool of stacks

      """
    let remedy = "CONFIG_STACK_ALLOCATOR_APPLICATION=y, or drop the function"
    #expect(
      try await refusal(of: Self.allocate + Self.deallocate, "CONFIG_DYNAMIC_THREAD=y\n")
        == text + "  help: add " + remedy)
    #expect(
      try await refusal(of: Self.allocate, "")
        == text + "  help: add CONFIG_DYNAMIC_THREAD=y and " + remedy)
  }

  @Test func an_allocator_as_a_whole_is_taken() async throws {
    #expect(
      try await refusal(of: Self.allocate + Self.deallocate, Self.own) == "nothing is refused")
  }

  @Test func a_type_in_Swift_of_an_application_in_C() async throws {
    let settings = Self.own + "CONFIG_STACK_ALLOCATOR_TYPE=\"Halves\"\n"
    #expect(
      try await refusal(of: "", settings) == """
        application/prj.conf:3: error: CONFIG_STACK_ALLOCATOR_TYPE names a type in Swift, and the \
        application has no Swift
          help: write it in a file src/*.swift, or drop the line and write the functions of \
        <bulkhead/stack.h>
        """)
  }

  @Test(arguments: [
    ("STATIC_POOL", "StaticPool<8>", 8 * 1024, 16), ("FIRST_FIT", "FirstFit<20>", 8 * 1024, 16),
    ("SIZE_CLASSES", "SizeClasses<3, 20>", 8 * 1024, 16), ("BUDDY", "Buddy<32>", 8192, 8192),
  ])
  func the_pool_is_as_large_as_configured(
    _ choice: String, _ type: String, _ total: Int, _ alignment: Int
  ) async throws {
    let settings = """
      CONFIG_DYNAMIC_THREAD=y
      CONFIG_STACK_POOL_STACKS=20
      CONFIG_STACK_ALLOCATOR_\(choice)=y

      """
    let model = try await Fixture().model("qemu_mps2_an386", files: ["prj.conf": settings])
    let pool = try #require(StackPool(model))
    #expect(pool.division.swiftType == type)
    #expect(pool.total == total && pool.alignment == alignment)
    #expect(pool.limit == (choice == "STATIC_POOL" ? 8 : 20))
  }

  @Test func a_stack_is_one_region_where_threads_may_be_without_privileges() async throws {
    let settings = "CONFIG_DYNAMIC_THREAD=y\nCONFIG_USERSPACE=y\n"
    let model = try await Fixture().model("qemu_mps2_an386", files: ["prj.conf": settings])
    let pool = try #require(StackPool(model))
    #expect(pool.placement == StackPlacement(granule: 32, shape: .eighths))
    #expect(pool.total == 8 * 1024 && pool.alignment == 1024)
  }

  @Test func on_PMSAv8_a_stack_is_a_multiple_of_the_smallest_region() async throws {
    let settings = "CONFIG_DYNAMIC_THREAD=y\nCONFIG_DYNAMIC_THREAD_STACK_SIZE=600\n"
    func pool(_ setting: String) async throws -> StackPool {
      let model = try await Fixture().model(
        "qemu_mps2_an505", files: ["prj.conf": settings + setting])
      return try #require(StackPool(model))
    }
    let user = try await pool("CONFIG_USERSPACE=y\n")
    #expect(user.placement == StackPlacement(granule: 32, shape: .multiples))
    #expect(user.total == 8 * 608 && user.alignment == 32)
    #expect(try await pool("").placement == StackPlacement(granule: 16, shape: .multiples))
  }

  @Test func an_image_has_no_pool_of_itself() async throws {
    let plain = try await Fixture().model("qemu_mps2_an386")
    #expect(StackPool(plain) == nil)
    let settings = "CONFIG_DYNAMIC_THREAD=y\nCONFIG_DYNAMIC_THREAD_POOL_SIZE=0\n"
    let empty = try await Fixture().model("qemu_mps2_an386", files: ["prj.conf": settings])
    #expect(StackPool(empty) == nil)
    #expect(!ImageSource(model: empty).text.contains("stack_pool["))
  }
}

/// A million threads on stacks from the pool, in the image of Tests/C/stacks and its siblings, which
/// otherwise make ten thousand.
@Suite(.serialized) struct DynamicStackSoak {
  @Test(
    .enabled(if: Soak.isOn),
    arguments: ["stacks", "stacks_buddy", "stacks_classes", "stacks_static"])
  func a_million_threads_leave_nothing(_ name: String) async throws {
    let project = try Fixture().project
    let result = try await Tool.run(
      project.root / ".build/debug/bulkhead",
      ["test", (project.cTests / name).string, "--board", "host"],
      environment: ["BULKHEAD_ROOT": project.root.string, "BULKHEAD_SOAK": "1"])
    #expect(result.status == 0, "\(result.output)")
    Soak.say("\(name): 1000000 threads created and deleted")
  }
}
