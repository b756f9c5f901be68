/// What keeps compartments apart in a study: one machine, one workload, and this.
public enum StudyBackend: String, CaseIterable, Sendable {
  case pmp = "PMP"
  case cheri = "CHERI"

  public var board: String {
    switch self {
    case .pmp: "sim_rv32_pmp"
    case .cheri: "sim_rv32_cheri"
    }
  }
}
