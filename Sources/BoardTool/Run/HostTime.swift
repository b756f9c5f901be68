/// How the host port treats time; its environment says so.
public struct HostTime: Sendable {
  /// Whether virtual time keeps to the wall clock's pace.
  public var isPaced: Bool
  /// Whether a forced tick is a failure.
  public var isStrict: Bool

  public init(isPaced: Bool = false, isStrict: Bool = false) {
    self.isPaced = isPaced
    self.isStrict = isStrict
  }

  var environment: [String: String] {
    var variables: [String: String] = [:]
    if isPaced { variables["BULKHEAD_REALTIME"] = "1" }
    if isStrict { variables["BULKHEAD_STRICT_TIME"] = "1" }
    return variables
  }
}
