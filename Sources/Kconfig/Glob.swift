// File name patterns, as `source` takes them: `*`, `?` and `[…]` within one folder name or file
// name. Names that start with a dot match only patterns that do.

import Foundation

enum Glob {
  /// The files that a pattern names, sorted; a pattern without wildcards names at most one.
  static func files(_ pattern: String) -> [String] {
    guard hasWildcard(pattern) else { return exists(pattern) ? [pattern] : [] }
    var parts = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var found = [""]
    if parts.first == "" {
      found = ["/"]
      parts.removeFirst()
    }
    for (index, part) in parts.enumerated() where !part.isEmpty {
      let isLast = index == parts.count - 1
      found = found.flatMap { folder in
        let names = hasWildcard(part) ? matches(part, in: folder) : [part]
        return names.map { joinPath(folder, $0) }
          .filter { isLast ? exists($0) : isFolder($0) }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func hasWildcard(_ text: String) -> Bool {
    text.utf8.contains {
      $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[")
    }
  }

  /// Whether there is something at the path, were it a link to nowhere.
  private static func exists(_ path: String) -> Bool {
    if path.hasSuffix("/") { return isFolder(path) }
    return (try? FileManager.default.attributesOfItem(atPath: path)) != nil
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func matches(_ pattern: String, in folder: String) -> [String] {
    let path = folder.isEmpty ? "." : folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let scalars = Array(pattern.unicodeScalars)
    return names.filter { name in
      (!name.hasPrefix(".") || pattern.hasPrefix("."))
        && isMatch(scalars[...], Array(name.unicodeScalars)[...])
    }
  }

  /// Whether a name matches a pattern.
  ///
  /// `*` is tried shortest first, and only the last one that was met is ever extended, so the work
  /// stays within pattern times name.
  static func isMatch(
    _ pattern: ArraySlice<Unicode.Scalar>, _ name: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    var p = pattern.startIndex
    var n = name.startIndex
    var retry: (pattern: Int, name: Int)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == "*" {
        retry = (p + 1, n)
        p += 1
      } else if p < pattern.endIndex, let next = step(pattern, at: p, over: name[n]) {
        p = next
        n += 1
      } else if let star = retry {
        retry = (star.pattern, star.name + 1)
        p = star.pattern
        n = star.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }

  /// Where the pattern goes on once its element at `index` has matched a character.
  private static func step(
    _ pattern: ArraySlice<Unicode.Scalar>, at index: Int, over character: Unicode.Scalar
  ) -> Int? {
    guard pattern[index] == "[" else {
      return pattern[index] == "?" || pattern[index] == character ? index + 1 : nil
    }
    // A bracket directly behind the opening (or its negation) belongs to the set.
    var start = index + 1
    let isNegated = start < pattern.endIndex && pattern[start] == "!"
    if isNegated { start += 1 }
    guard start < pattern.endIndex,
      let end = pattern[(start + 1)...].firstIndex(of: "]")
    else {
      return character == "[" ? index + 1 : nil
    }
    return contains(pattern[start..<end], character) != isNegated ? end + 1 : nil
  }

  private static func contains(
    _ set: ArraySlice<Unicode.Scalar>, _ character: Unicode.Scalar
  ) -> Bool {
    var index = set.startIndex
    while index < set.endIndex {
      if index + 2 < set.endIndex, set[index + 1] == "-" {
        if set[index] <= character && character <= set[index + 2] { return true }
        index += 3
      } else {
        if set[index] == character { return true }
        index += 1
      }
    }
    return false
  }
}
