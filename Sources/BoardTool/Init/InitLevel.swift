/// When a device comes up.
///
/// The raw values are Zephyr's names; the order is the order of boot.
public enum InitLevel: String, CaseIterable, Decodable, Sendable, Comparable {
  case early = "EARLY"
  case preKernel1 = "PRE_KERNEL_1"
  case preKernel2 = "PRE_KERNEL_2"
  case postKernel = "POST_KERNEL"
  case application = "APPLICATION"

  public static func < (left: InitLevel, right: InitLevel) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }
}
