import Devicetree

/// The application image that a boot image hands over to: an application in a folder of its own
/// (CONFIG_HANDOFF_APPLICATION), whose `kernel,rom` is another partition of the flash memory.
struct ApplicationSlot {
  /// The boot image's.
  var builder: ImageBuilder
  var model: ImageModel

  private static let symbol = "HANDOFF_APPLICATION"

  /// Builds and packs it; nil if the image hands over to none.
  func build() async throws -> PackedImage? {
    guard let name = model.configuration.string(Self.symbol), !name.isEmpty else { return nil }
    let place = model.configuration.assignments[Self.symbol]
    let own = try ownMemory(place)
    var nested = ImageBuilder(
      project: builder.project, board: builder.board, application: try application(name, place))
    nested.isApplicationImage = true
    nested.buildFolder = builder.buildFolder.map { $0 + "/application" }
    let slot = try slot(beside: own, of: try await nested.model(), nested.application)
    return try await PackedImage.pack(try await nested.build(), into: slot)
  }

  private func application(_ name: String, _ place: SourceLocation?) throws -> Application {
    let folder = builder.application.folder / name
    if folder.isSame(as: builder.application.folder) { throw ownHandOver(place) }
    do {
      return try Application(folder: folder.string, in: builder.project)
    } catch let failure as Failure {
      throw Failure(
        "CONFIG_\(Self.symbol) names no application: \(failure.message)", at: place,
        remedy: "name a folder with src/*.c, as seen from \(builder.application.folder.relative)")
    }
  }

  private func ownHandOver(_ place: SourceLocation?) -> Failure {
    Failure(
      "an image that is handed over to does not hand over itself", at: place,
      remedy: "drop CONFIG_\(Self.symbol) here")
  }

  /// Where the boot image lies; throws if nothing can be handed over from there.
  private func ownMemory(_ place: SourceLocation?) throws -> ImageModel.Memory {
    if builder.isApplicationImage {
      throw ownHandOver(place)
    }
    guard let rom = model.rom else {
      throw Failure(
        "\(model.board.name) has no flash memory for two images", at: place,
        remedy: "build for another board")
    }
    guard rom.isFlash else {
      throw Failure(
        "the image lies in RAM, which a hand-over scrubs",
        at: Chosen.rom.lazy.compactMap(model.tree.chosenLocation).first,
        notes: [.init("it is to hand over", at: place)],
        remedy: "choose a partition of a 'soc-nv-flash' as kernel,rom")
    }
    for memory in model.allRAM where memory.origin % 16 != 0 || memory.length % 16 != 0 {
      throw Failure(
        "\(memory.name) is not made of whole 16 bytes, which is what a hand-over scrubs",
        at: memory.location, remedy: "correct its 'reg'")
    }
    return rom
  }

  /// The partition that the application image has to itself.
  private func slot(
    beside own: ImageModel.Memory, of nested: ImageModel, _ application: Application
  ) throws -> Range<UInt64> {
    var slot = nested.rom ?? own
    let header = PackedImage.headerSize(of: nested)
    slot.origin -= header
    slot.length += header
    if !slot.isFlash || slot.range.overlaps(own.range) {
      throw Failure(
        "the application image has no slot: "
          + (slot.isFlash ? "it lies where the boot image does" : "its kernel,rom is not flash"),
        at: Chosen.rom.lazy.compactMap(nested.tree.chosenLocation).first,
        notes: [.init("the boot image is here", at: own.location)],
        remedy: "choose another partition as kernel,rom in "
          + "\(application.folder.relative)/app.overlay")
    }
    guard slot.origin % header == 0 else {
      throw Failure(
        "a slot begins at a multiple of \(hex(header)), because the image's vector table does",
        at: slot.location, remedy: "correct the partition's 'reg'")
    }
    return slot.range
  }
}
