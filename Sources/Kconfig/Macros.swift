// The macro language: variables, functions with arguments, the built-in functions and the
// environment, all behind `$(…)`.

import Foundation

final class Macros {
  private struct Variable {
    var value: [UInt8]
    /// Set with `=`: the value is expanded where it is used, not where it is set.
    var isLazy: Bool
    /// How many expansions of it are under way.
    var depth = 0
  }

  /// How deep a function may call itself.
  private static let maximumRecursion = 100
  /// How deep macros may nest, written out or one behind the other, before it counts as a mistake.
  private static let maximumDepth = 500
  /// How many expansions and bytes may come of one macro: a few that double each other have no end.
  private static let maximumWork = 1 << 22

  private let reader: SourceReader
  private let environment: [String: String]
  private let log: DiagnosticLog
  private var variables: [[UInt8]: Variable] = [:]
  /// How many macros are being expanded, and what has come of the outermost so far.
  private var depth = 0
  private var work = 0
  private lazy var kernelRelease = Macros.release()

  init(reader: SourceReader, environment: [String: String], log: DiagnosticLog) {
    self.reader = reader
    self.environment = environment
    self.log = log
  }

  // MARK: Assignments

  /// Reads a line that is an assignment, or macros that expand to nothing.
  ///
  /// Throws when it is neither, and what the macros throw.
  func assign(_ line: [UInt8]) throws {
    var index = line.skippingSpace(from: 0)
    var name: [UInt8] = []
    while true {
      while index < line.count, line[index].isVariableName {
        name.append(line[index])
        index += 1
      }
      guard line.hasPrefix("$(", at: index) else { break }
      try expandCall(in: line, at: &index, arguments: [], into: &name)
    }
    if (name + line[index...]).isBlank { return }
    index = Macros.skipSpace(line, index)
    let isAddition = line.hasPrefix("+=", at: index)
    let isImmediate = line.hasPrefix(":=", at: index)
    guard isAddition || isImmediate || line.hasPrefix("=", at: index) else {
      throw error("the line is neither a known keyword nor an assignment")
    }
    index = Macros.skipSpace(line, index + (isAddition || isImmediate ? 2 : 1))
    let value = line[index...].prefix { $0 != Byte.newline }
    if isAddition, let old = variables[name] {
      let added = old.isLazy ? Array(value) : try expand(Array(value), arguments: [])
      variables[name]?.value += [Byte.space] + added
    } else {
      let expanded = isImmediate ? try expand(Array(value), arguments: []) : Array(value)
      let depth = variables[name]?.depth ?? 0
      variables[name] = Variable(value: expanded, isLazy: !isImmediate, depth: depth)
    }
  }

  private static func skipSpace(_ line: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < line.count, line[index].isSpace { index += 1 }
    return index
  }

  // MARK: Expansion

  /// The text with every macro in it replaced by its value.
  func expand(_ text: [UInt8], arguments: [[UInt8]]) throws -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text.hasPrefix("$(", at: index) {
        try expandCall(in: text, at: &index, arguments: arguments, into: &result)
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  /// Expands the `$(` at `index`, moves the index behind its `)`, and appends the value.
  ///
  /// `arguments` are those of the function whose text is being expanded, its name first.
  /// What an inner macro expands to is not looked at again: its commas do not split.
  func expandCall(
    in text: [UInt8], at index: inout Int, arguments: [[UInt8]], into result: inout [UInt8]
  ) throws {
    index += 2
    if depth == 0 { work = 0 }
    depth += 1
    defer { depth -= 1 }
    if depth > Macros.maximumDepth { throw error("macros are nested too deeply") }
    var call: [[UInt8]] = [[]]
    var nesting = 0
    while index < text.count {
      let byte = text[index]
      if text.hasPrefix("$(", at: index) {
        try expandCall(in: text, at: &index, arguments: arguments, into: &call[call.count - 1])
        continue
      }
      index += 1
      if byte == Byte.comma && nesting == 0 {
        call.append([])
        continue
      }
      if byte == Byte.open { nesting += 1 }
      if byte == Byte.close {
        if nesting == 0 {
          let value = try value(of: call, arguments: arguments)
          work += value.count + 1
          if work > Macros.maximumWork { throw error("a macro expands to too much") }
          result += value
          return
        }
        nesting -= 1
      }
      call[call.count - 1].append(byte)
    }
    throw error("a macro lacks its closing parenthesis")
  }

  private func value(of call: [[UInt8]], arguments: [[UInt8]]) throws -> [UInt8] {
    if let argument = Macros.argument(call[0], of: arguments) { return argument }
    if let variable = variables[call[0]] {
      let name = call[0].text
      if call.count == 1, variable.depth > 0 {
        throw error("the variable \(name) refers to itself")
      }
      if variable.depth > Macros.maximumRecursion {
        throw error("the function \(name) calls itself without end")
      }
      variables[call[0]]?.depth += 1
      defer { variables[call[0]]?.depth -= 1 }
      return try expand(variable.value, arguments: call)
    }
    if let value = try builtIn(call) { return value }
    return Array((environment[call[0].text] ?? "").utf8)
  }

  /// The argument that a name such as `1` stands for; negative numbers count from the end.
  private static func argument(_ name: [UInt8], of arguments: [[UInt8]]) -> [UInt8]? {
    guard !arguments.isEmpty, let number = Number(name.text, radix: 10),
      let position = Int(number.text(as: .int))
    else { return nil }
    let index = position < 0 ? arguments.count + position : position
    return arguments.indices.contains(index) ? arguments[index] : nil
  }

  // MARK: Functions

  private func builtIn(_ call: [[UInt8]]) throws -> [UInt8]? {
    let name = call[0].text
    let expected: Int
    switch name {
    case "filename", "lineno": expected = 0
    case "info", "shell": expected = 1
    case "error-if", "warning-if": expected = 2
    default: return nil
    }
    if call.count - 1 != expected {
      throw KconfigError(
        "the function \(name) takes \(expected) arguments, not \(call.count - 1)",
        at: reader.location)
    }
    switch name {
    case "filename": return Array(reader.file.utf8)
    case "lineno": return Array(String(reader.lineNumber).utf8)
    case "shell": return try shell(call[1].text)
    case "info":
      log.entries.append(
        Diagnostic(.macro(call[1].text), at: reader.location, severity: .note))
    case "warning-if" where call[1].text == "y":
      log.warn(.macro(call[2].text), at: reader.location)
    case "error-if" where call[1].text == "y":
      throw KconfigError(call[2].text, at: reader.location)
    default: break
    }
    return []
  }

  private func shell(_ command: String) throws -> [UInt8] {
    let output: Shell.Output
    do {
      output = try Shell.run(command, environment: environment)
    } catch {
      throw KconfigError("cannot run \(command): \(error)", at: reader.location)
    }
    guard output.standardOutput.isUTF8, output.standardError.isUTF8 else {
      throw KconfigError("the output of \(command) is not UTF-8 text", at: reader.location)
    }
    if !output.standardError.isEmpty {
      let text = Shell.singleLine(output.standardError).text
      log.warn(.macro("\(command) wrote to standard error: \(text)"), at: reader.location)
    }
    return Shell.singleLine(output.standardOutput)
  }

  // MARK: The older notation

  /// Replaces `$NAME` and `${NAME}` by variables of the environment; unset ones stay.
  func expandEnvironment(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(Byte.dollar) else { return text }
    let text = Array(
      text.text.replacingOccurrences(of: "$UNAME_RELEASE", with: kernelRelease).utf8)
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == Byte.dollar, let (name, end) = Macros.reference(in: text, at: index + 1) {
        result += environment[name].map { Array($0.utf8) } ?? Array(text[index..<end])
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private static func reference(in text: [UInt8], at start: Int) -> (String, Int)? {
    guard start < text.count else { return nil }
    if text[start] == Byte.braceOpen {
      guard let close = text[start...].firstIndex(of: Byte.braceClose) else { return nil }
      return (text.text(start + 1..<close), close + 1)
    }
    var end = start
    while end < text.count, text[end].isLetter || text[end].isDigit || text[end] == Byte.underscore
    { end += 1 }
    return end > start ? (text.text(start..<end), end) : nil
  }

  private static func release() -> String {
    var name = utsname()
    guard uname(&name) == 0 else { return "" }
    return withUnsafeBytes(of: &name.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func error(_ message: String) -> KconfigError {
    KconfigError(
      "cannot read '\(reader.line.text.trimmed)': \(message)", at: reader.location)
  }
}
