/// A built image: the file to run and what is known about it.
public struct Image: Sendable {
  public internal(set) var elf: Path
  public let application: Application
  public let model: ImageModel
  public let version: APIVersion
  let plan: InitPlan
  public let mainStack: MainStack
  /// The application image that this one hands over to.
  var applicationSlot: PackedImage?

  public var board: Board { model.board }
}
