import KernelCore

// What hardware would do with an address, written from the manuals and not from the encoders. The
// planner's promises are checked against it.

/// A protection unit with words in it.
protocol ProtectionModel {
  associatedtype Backend: ProtectionBackend
  /// Loads words as a kernel does; what is not loaded is disabled.
  init(loading plan: RegionPlan<Backend>)
  /// Whether unprivileged (or privileged) code may read, write or execute all of these bytes at once.
  func permits(_ access: Access, at address: UInt32, bytes: Int, privileged: Bool) -> Bool
  /// What the manual calls reserved or unpredictable in the words, in words; empty: nothing.
  var mistakes: [String] { get }
  /// Every address at which what the words say can change; 2³² may be among them.
  var edges: [UInt64] { get }
  /// The entries that have an address, by their place among the plan's.
  func entries(having address: UInt32) -> [Int]
}

extension ProtectionModel {
  /// All that may be done with a byte.
  func access(at address: UInt32, privileged: Bool = false) -> Access {
    var access: Access = []
    for one in [Access.read, .write, .execute]
    where permits(one, at: address, bytes: 1, privileged: privileged) {
      access.insert(one)
    }
    return access
  }
}

extension RegionPlan {
  /// The words for the entries that the hardware has.
  var words: [Backend.Entry] { (0..<numbers.count).map { entries[$0] } }
}
