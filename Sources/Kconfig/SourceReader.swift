// The lines of the Kconfig files, in the order in which `source` makes them follow each other.

import Foundation

final class SourceReader {
  private struct Suspended {
    let bytes: [UInt8]
    let position: Int
    let location: Location
  }

  /// How many files may be inside each other before the nesting counts as endless.
  private static let maximumDepth = 500

  /// The folder that file names are relative to, resolved, with a slash at its end.
  let root: String
  /// The current file, relative to the root where it lies inside it.
  @exclusivity(unchecked)
  private(set) var file: String
  /// The number of the last line read.
  @exclusivity(unchecked)
  private(set) var lineNumber = 0
  /// The last line read by `next()`, continuation lines joined, with the line feed at its end.
  @exclusivity(unchecked)
  private(set) var line: [UInt8] = []
  /// The `source` lines that led here, the outermost first.
  @exclusivity(unchecked)
  private(set) var includedFrom: [Location] = []
  /// Every file read so far, in order.
  @exclusivity(unchecked)
  private(set) var files: [String]

  @exclusivity(unchecked)
  private var bytes: [UInt8]
  @exclusivity(unchecked)
  private var position = 0
  @exclusivity(unchecked)
  private var suspended: [Suspended] = []

  /// Opens the top file.
  ///
  /// Throws when it cannot be read.
  init(file: String, sourceTree: String) throws {
    let folder = sourceTree.isEmpty ? FileManager.default.currentDirectoryPath : sourceTree
    let resolved = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    root = resolved.hasSuffix("/") ? resolved : resolved + "/"
    self.file = file
    files = [file]
    bytes = try SourceReader.read(joinPath(sourceTree, file), named: file, from: nil)
  }

  var location: Location { Location(file: file, line: lineNumber) }

  /// Reads the next line into `line`; false at the end of the file.
  func next() -> Bool {
    guard let range = nextPhysicalLine() else { return false }
    setLine(range)
    return true
  }

  /// Reads lines as long as they are blank or indented as far as the first that is not, and
  /// then the line that ends them into `line`; false without one, at the end of the file.
  func indentedText() -> (text: IndentedText, isFollowed: Bool) {
    var end = position
    var indentation = 0
    var start = position
    while let range = nextPhysicalLine() {
      let (depth, isBlank) = IndentedText.indentation(of: bytes, range)
      if isBlank { continue }
      if indentation == 0 {
        indentation = depth
        start = range.lowerBound
        end = start
      }
      if depth == 0 || depth < indentation {
        setLine(range)
        return (IndentedText(lines: bytes[start..<end], indentation: indentation), true)
      }
      end = range.upperBound
    }
    return (IndentedText(lines: bytes[start..<end], indentation: indentation), false)
  }

  private func setLine(_ range: Range<Int>) {
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: bytes[range])
    joinContinuations()
  }

  private func joinContinuations() {
    while line.count >= 2, line[line.count - 1] == Byte.newline,
      line[line.count - 2] == Byte.backslash
    {
      line.removeLast(2)
      if let range = nextPhysicalLine() {
        line.append(contentsOf: bytes[range])
      }
    }
  }

  private func nextPhysicalLine() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    position = bytes.index(of: Byte.newline, from: start).map { $0 + 1 } ?? bytes.count
    lineNumber += 1
    return start..<position
  }

  /// Continues in another file.
  ///
  /// Throws when it cannot be read or is being read already.
  func enter(_ path: String) throws {
    let name = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
    let here = location
    let chain = includedFrom + [here]
    if chain.contains(where: { $0.file == name }) || chain.count > SourceReader.maximumDepth {
      throw KconfigError(
        "\(name) is sourced while it is being read", at: here,
        notes: chain.dropLast().reversed().map { Note(location: $0, text: "sourced from here") })
    }
    let content = try SourceReader.read(path, named: name, from: here)
    suspended.append(Suspended(bytes: bytes, position: position, location: here))
    files.append(name)
    includedFrom = chain
    bytes = content
    position = 0
    file = name
    lineNumber = 0
  }

  /// Returns to the file that sourced the current one.
  func leave() {
    guard let outer = suspended.popLast() else { return }
    bytes = outer.bytes
    position = outer.position
    file = outer.location.file
    lineNumber = outer.location.line
    includedFrom.removeLast()
  }

  private static func read(
    _ path: String, named name: String, from location: Location?
  ) throws -> [UInt8] {
    do {
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))).withPlainLineEnds
      if bytes.isUTF8 { return bytes }
    } catch {
      throw KconfigError("cannot read \(name): \(error.localizedDescription)", at: location)
    }
    throw KconfigError("\(name) is not UTF-8 text", at: location)
  }
}

/// A path below a folder; an absolute path stays as it is.
func joinPath(_ folder: String, _ path: String) -> String {
  if folder.isEmpty || path.hasPrefix("/") { return path }
  return folder.hasSuffix("/") ? folder + path : folder + "/" + path
}

/// The folder part of a path, without the slash; empty when there is none.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
