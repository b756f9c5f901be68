import Kconfig

/// Zephyr's options that have no effect here, and why: the lines of `kconfig/zephyr-options.txt`.
///
/// An application for Zephyr may set them; a name that is neither here nor in the Kconfig tree is
/// a mistake.
struct ZephyrOptions: Sendable {
  private var reasons: [String: String] = [:]
  /// Beginnings that stand for every name they begin.
  private var families: [(beginning: String, reason: String)] = []

  init(_ project: Project) throws {
    self.init(text: try (project.kconfig.parent / "zephyr-options.txt").text())
  }

  init(text: String) {
    var reason = ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard line.hasPrefix(" ") else {
        reason = String(line)
        continue
      }
      for name in line.split(separator: " ") {
        if name.hasSuffix("*") {
          families.append((String(name.dropLast()), reason))
        } else {
          reasons[String(name)] = reason
        }
      }
    }
  }

  /// Why an option has no effect; nil for a name that is none of Zephyr's.
  func reason(for name: String) -> String? {
    reasons[name] ?? families.first { name.hasPrefix($0.beginning) }?.reason
  }

  /// What to say of an assignment to a name that no Kconfig file defines; nil if it is a mistake.
  func note(on finding: Kconfig.Diagnostic) -> String? {
    guard let name = finding.symbol, let reason = reason(for: name) else { return nil }
    let place = finding.location.map { "\($0): " } ?? ""
    return "\(place)note: CONFIG_\(name) has no effect: \(reason)"
  }

  /// The one that an unknown name was probably meant to be.
  func nearest(_ name: String) -> String? { NearestMatch.of(name, among: reasons.keys.sorted()) }
}
