import Foundation

/// A file's path, and the few things the build does with files.
public struct Path: Hashable, Sendable, CustomStringConvertible, Comparable {
  public let string: String

  public init(_ string: String) {
    self.string = string
  }

  /// Made absolute from the working directory, without `.`, `..` and a trailing slash.
  public init(absolute string: String) {
    self.string = URL(fileURLWithPath: string).standardizedFileURL.path
  }

  public var description: String { string }
  public var name: String { (string as NSString).lastPathComponent }
  public var parent: Path { Path((string as NSString).deletingLastPathComponent) }
  public var fileExtension: String { (string as NSString).pathExtension }
  public var stem: String { (name as NSString).deletingPathExtension }

  public static func / (base: Path, component: String) -> Path {
    Path((base.string as NSString).appendingPathComponent(component))
  }

  public static func < (left: Path, right: Path) -> Bool { left.string < right.string }

  /// Whether both lead to one file, by links too.
  public func isSame(as other: Path) -> Bool {
    func target(_ path: Path) -> String {
      URL(fileURLWithPath: path.string).resolvingSymlinksInPath().standardizedFileURL.path
    }
    return target(self) == target(other)
  }

  public var exists: Bool { FileManager.default.fileExists(atPath: string) }

  public var isDirectory: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: string, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// Names in a directory, sorted; empty if there is no such directory.
  public var entries: [Path] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: string)) ?? []
    return names.sorted().map { self / $0 }
  }

  /// All files below a directory, sorted.
  public var filesBelow: [Path] {
    entries.flatMap { $0.isDirectory ? $0.filesBelow : [$0] }
  }

  /// Seconds since 1970; nil if there is no such file.
  public var modificationTime: Double? {
    var status = stat()
    guard stat(string, &status) == 0 else { return nil }
    return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  public func bytes() throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: string) else {
      throw Failure("cannot read \(string)")
    }
    return [UInt8](data)
  }

  public func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

  /// Writes the file if its text would change, so that what depends on it stays up to date.
  public func write(_ text: String) throws {
    if exists, try self.text() == text { return }
    do {
      try text.write(toFile: string, atomically: true, encoding: .utf8)
    } catch {
      throw Failure("cannot write \(string): \(error.localizedDescription)")
    }
  }

  public func createDirectory() throws {
    do {
      try FileManager.default.createDirectory(atPath: string, withIntermediateDirectories: true)
    } catch {
      throw Failure("cannot make the folder \(string): \(error.localizedDescription)")
    }
  }

  public func remove() throws {
    if exists { try FileManager.default.removeItem(atPath: string) }
  }

  /// The path as seen from the working directory, where that is shorter to read.
  public var relative: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return string.hasPrefix(here) ? String(string.dropFirst(here.count)) : string
  }
}
