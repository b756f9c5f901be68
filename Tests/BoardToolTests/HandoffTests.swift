import KernelCore
import Testing

@testable import BoardTool

/// Two images for one board: how the second is packed, loaded, and refused.
struct HandoffTests {
  private static let application = "int main(void) { return 0; }\n"
  private static let boot = "/ { chosen { kernel,rom = &boot_slot; }; };\n"
  private static let slot = "/ { chosen { kernel,rom = &application_slot; }; };\n"

  /// What building a boot image stops with; the application image is in `next`.
  private func refusal(
    of board: String = "qemu_mps2_an386", boot: String = Self.boot, next: String? = Self.slot,
    _ files: [String: String] = [:]
  ) async throws -> String {
    let fixture = try Fixture()
    var all = [
      "src/main.c": Self.application, "prj.conf": "CONFIG_HANDOFF_APPLICATION=\"next\"\n",
      "app.overlay": boot,
    ]
    if let next {
      all["next/src/main.c"] = Self.application
      all["next/app.overlay"] = next
    }
    all.merge(files) { _, new in new }
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named(board, in: fixture.project),
      application: try fixture.application(all))
    builder.buildFolder = (fixture.folder / "build").string
    let found = await failure { [builder] in _ = try await builder.build() }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  @Test func no_folder() async throws {
    let text = try await refusal(next: nil)
    #expect(text.hasPrefix("application/prj.conf:1: error: CONFIG_HANDOFF_APPLICATION names no "))
    #expect(text.hasSuffix("\n  help: name a folder with src/*.c, as seen from application"))
  }

  @Test func one_slot_for_both() async throws {
    let text = try await refusal(next: Self.boot)
    #expect(
      text == """
        application/next/app.overlay:1: error: the application image has no slot: it lies \
        where the boot image does
        boards/common/arm/mps2-fpga.dtsi:176: note: the boot image is here
          help: choose another partition as kernel,rom in application/next/app.overlay
        """)
  }

  @Test func no_slot() async throws {
    let text = try await refusal(next: "/ { chosen { kernel,rom = &psram; }; };\n")
    #expect(
      text == """
        application/next/app.overlay:1: error: the application image has no slot: its \
        kernel,rom is not flash
        boards/common/arm/mps2-fpga.dtsi:176: note: the boot image is here
          help: choose another partition as kernel,rom in application/next/app.overlay
        """)
  }

  @Test func a_boot_image_in_RAM() async throws {
    let text = try await refusal(boot: "/ { chosen { kernel,rom = &psram; }; };\n")
    #expect(
      text == """
        application/app.overlay:1: error: the image lies in RAM, which a hand-over scrubs
        application/prj.conf:1: note: it is to hand over
          help: choose a partition of a 'soc-nv-flash' as kernel,rom
        """)
  }

  @Test func a_slot_where_no_vector_table_can_be() async throws {
    let text = try await refusal(
      next: Self.slot + "&application_slot { reg = <0x40040 0x100000>; };\n")
    #expect(
      text == """
        application/next/app.overlay:2: error: a slot begins at a multiple of 0x100, because the \
        image's vector table does
          help: correct the partition's 'reg'
        """)
  }

  @Test func an_application_image_larger_than_its_slot() async throws {
    let text = try await refusal(
      next: Self.slot + "&application_slot { reg = <0x40000 0x1100>; };\n",
      ["next/src/main.c": "const char large[5000] = {1};\nint main(void) { return large[2]; }\n"])
    let start = "application/next/app.overlay:2: error: the image does not fit in ROM: it takes "
    #expect(text.hasPrefix(start))
    // The slot's 0x1100 bytes, without the header's 0x100.
    #expect(text.contains(/it takes \d+ bytes of 4096, \d+ too many\n/))
  }

  @Test func a_chain_of_three() async throws {
    let text = try await refusal([
      "next/prj.conf": "CONFIG_HANDOFF_APPLICATION=\"../next\"\n"
    ])
    #expect(
      text == """
        application/next/prj.conf:1: error: an image that is handed over to does not hand over itself
          help: drop CONFIG_HANDOFF_APPLICATION here
        """)
  }

  /// It would wait for the folder that it builds in itself.
  @Test(arguments: [".", "next/..", "./"]) func a_chain_to_itself(name: String) async throws {
    let text = try await refusal([
      "prj.conf": "CONFIG_HANDOFF_APPLICATION=\"\(name)\"\n"
    ])
    #expect(
      text == """
        application/prj.conf:1: error: an image that is handed over to does not hand over itself
          help: drop CONFIG_HANDOFF_APPLICATION here
        """)
  }

  @Test func a_board_without_slots() async throws {
    let text = try await refusal(of: "qemu_lm3s6965evb")
    #expect(
      text == """
        application/app.overlay:1: error: no node has the label 'boot_slot'
          help: build for a board that has it, or describe it in an overlay for this one
        """)
  }

  @Test func a_memory_of_odd_size() async throws {
    let text = try await refusal(boot: Self.boot + "&psram { reg = <0x21000000 0xfffff8>; };\n")
    #expect(
      text == """
        application/app.overlay:2: error: &psram is not made of whole 16 bytes, which is what a \
        hand-over scrubs
          help: correct its 'reg'
        """)
  }

  @Test func the_host() async throws {
    let text = try await refusal(of: "host", boot: "/ { };\n")
    #expect(
      text == """
        application/prj.conf:1: error: host has no flash memory for two images
          help: build for another board
        """)
  }

  @Test func what_is_packed_is_taken_at_its_place_alone() throws {
    let packed = PackedImage.packed([1, 2, 3, 4, 5], headerSize: 128, start: 0x4080)
    #expect(packed.count == 133)
    let header = try ImageHeader(slot: packed.span, at: 0x4000)
    #expect(header.headerSize == 128)
    #expect(header.imageSize == 5)
    #expect(throws: ImageRefusal.address) { try ImageHeader(slot: packed.span, at: 0x4100) }
  }

  @Test func a_second_image_is_an_argument_of_the_emulator() async throws {
    let model = try await Fixture().model("qemu_mps2_an386")
    let emulator = try #require(model.emulator)
    let slot = PackedImage(
      name: "a", elf: Path("/a.elf"), file: Path("/a.packed"), slot: 0x4000..<0x8000)
    let words = emulator.arguments(image: Path("/boot.elf"), slot: slot, pace: .realTime)
    #expect(
      words.suffix(4) == [
        "-kernel", "/boot.elf", "-device", "loader,file=/a.packed,addr=0x4000,force-raw=on",
      ])
  }

  @Test func RAM_is_what_is_not_flash_and_one_own_comes_last() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386", overlay: "&psram { kernel,retained; };\n")
    #expect(model.allRAM.map(\.name) == ["&block_ram", "&psram", "&ram"])
    #expect(model.allRAM.map(\.isRetained) == [false, true, false])
    #expect(model.rom?.isFlash == true)
  }
}
