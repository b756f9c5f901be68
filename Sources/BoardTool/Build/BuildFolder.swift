import Foundation

/// Where an image is built: a folder of its own for each application and board.
public enum BuildFolder {
  public static func of(
    _ application: Application, _ board: Board, variant: String, in project: Project
  ) -> Path {
    let hash = ShortHash.of(application.folder.string + variant)
    return project.images / board.name / "\(application.name)-\(hash)"
  }
}

/// An advisory lock on a file: keeps two builds of the same thing apart.
enum FileLock {
  /// Waits until nobody else holds the lock, without blocking other tasks, and does the work.
  static func hold<Result>(
    _ file: Path, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
  ) async throws -> Result {
    let descriptor = open(file.string, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure("cannot open \(file): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      Progress.shared.say("waiting for another build in \(file.parent.relative)")
      try await Task.sleep(for: .milliseconds(50))
    }
    return try await work()
  }
}

/// A few letters that stand for a text; FNV-1a.
enum ShortHash {
  static func of(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash & 0xffff_ffff, radix: 16)
  }
}
