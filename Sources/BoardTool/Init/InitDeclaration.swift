import Devicetree
import ELF

/// An init entry that code declares, as its macro tells the build (Include/zephyr/init.h).
struct InitDeclaration: Sendable {
  /// Before the names of a folder's entries, where several folders of tests share an image.
  var scope: String
  var id: String
  var level: String
  /// A number, or `NODE`.
  var order: String
  var hasShutdown: Bool
  var hasDevice = false
  /// Its init function, as the macro names it; its symbol, in Swift.
  var function = ""
  var location: SourceLocation

  var identity: String { scope + id }

  /// The level of entries that come up on request.
  static let deferred = "DEFERRED"
  /// Instead of a priority: the node's place in the devicetree decides.
  static let byNode = "NODE"
  /// A device of a node: the node's ordinal is in its name.
  static let nodePrefix = "dts_ord_"

  var ordinal: Int? {
    order == Self.byNode ? Int(id.dropFirst(Self.nodePrefix.count)) : nil
  }

  static let renamingInSwift = "give the variable another name"

  /// What to do where something else has its name.
  var renaming: String {
    location.file.hasSuffix(".swift")
      ? Self.renamingInSwift : "give it another name with SYS_INIT_NAMED"
  }

  /// nil: on request.
  func initLevel() throws -> InitLevel? {
    if level == Self.deferred {
      if hasDevice { return nil }
      throw Failure(
        "the init entry \(id) is deferred but has no device, and nobody could ask for it",
        at: location, remedy: "give it a level of the boot, or make it a device's")
    }
    guard let known = InitLevel(rawValue: level) else {
      let names = InitLevel.allCases.map(\.rawValue)
      throw Failure(
        "the init entry \(id) has the level '\(level)', which there is not"
          + NearestMatch.hint(for: level, among: names),
        at: location, remedy: "the levels are \(names.joined(separator: ", "))")
    }
    return known
  }

  func rank() throws -> InitStep.Rank {
    if let ordinal { return .node(ordinal) }
    guard let priority = Int(order) else {
      throw Failure(
        "the init entry \(id) has the priority '\(order)', which is not a number", at: location,
        remedy: "write a decimal number, or a macro that is one")
    }
    if priority < 0 {
      throw Failure(
        "the init entry \(id) has the priority \(priority), which is less than 0", at: location,
        remedy: "the first priority is 0")
    }
    return .code(priority)
  }
}

/// What the objects of an image say of init entries.
struct InitNotes: Sendable {
  /// What is said of an entry beside its declaration.
  struct Remark: Sendable {
    enum Content: Sendable {
      /// It is to come after others.
      case after([String])
      /// It is to come after whatever a function starts, which people read as `text`.
      case afterFunction(String, text: String)
      case policy(String)
      /// Milliseconds.
      case deadline(String)
      /// Its device has functions, of a class that may not check whether it is up.
      case api(String)
      /// The table that the class calls while its device is not up.
      case answers(String)
    }

    var scope: String
    var id: String
    var content: Content
    var location: SourceLocation

    var macro: String {
      switch content {
      case .after: "SYS_INIT_DEPENDS"
      case .afterFunction(_, let text): "after: " + text
      case .policy: "SYS_INIT_POLICY"
      case .deadline: "SYS_INIT_DEADLINE"
      case .api: "DEVICE_DEFINE"
      case .answers: "DEVICE_ANSWERS"
      }
    }
  }

  private(set) var declarations: [InitDeclaration] = []
  private(set) var remarks: [Remark] = []

  private static let section = "bulkhead_init_notes"

  /// Reads objects, in the order of the link.
  ///
  /// Throws if two entries have one name, or one can be shut down but never came up.
  init(objects: [Path]) throws {
    try self.init(
      objects.flatMap { object in
        let bytes = try object.bytes()
        let sections = try ELFFile(bytes).sections.filter { $0.name == Self.section }
        return sections.flatMap { section in
          let end = min(section.offset + Int(section.size), bytes.count)
          return bytes[section.offset..<end].split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
          }
        }
      })
  }

  /// Takes the notes' texts; throws likewise.
  init(_ notes: [String]) throws {
    for note in notes { try add(note) }
    try refuseTwins()
  }

  private mutating func add(_ note: String) throws {
    let words = note.split(separator: ";", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    guard words.count == 6 else { throw Failure("a note of an init entry is broken: \(note)") }
    let location = SourceLocation(
      file: Path(absolute: words[4]).relative, line: Int(words[3]) ?? 0)
    switch words[0] {
    case "entry":
      let facts = words[5].split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      guard facts.count == 5 else { throw Failure("a note of an init entry is broken: \(note)") }
      declarations.append(
        InitDeclaration(
          scope: words[1], id: words[2], level: facts[0], order: facts[1],
          hasShutdown: !facts[3].isNullPointer, hasDevice: !facts[4].isNullPointer,
          function: facts[2], location: location))
      if facts[2].isNullPointer, !facts[3].isNullPointer {
        throw Failure(
          "\(words[2]) has a shutdown without an init: nothing that came up could be taken down",
          at: location, remedy: "name the init function that \(facts[3]) undoes")
      }
    case "after":
      let names = words[5].split(separator: ",").map { name in
        String(name.filter { !$0.isWhitespace })
      }
      remark(words, .after(names), location)
    case "after-function":
      let names = words[5].split(separator: " ", maxSplits: 1).map(String.init)
      remark(words, .afterFunction(names[0], text: names.last ?? ""), location)
    case "policy": remark(words, .policy(words[5]), location)
    case "deadline": remark(words, .deadline(words[5]), location)
    case "api" where words[5].isNullPointer: break
    case "api": remark(words, .api(words[5]), location)
    case "answers": remark(words, .answers(words[5]), location)
    default: throw Failure("a note of an init entry is of no known kind: \(note)")
    }
  }

  private mutating func remark(
    _ words: [String], _ content: Remark.Content, _ location: SourceLocation
  ) {
    remarks.append(Remark(scope: words[1], id: words[2], content: content, location: location))
  }

  private func refuseTwins() throws {
    var seen: [String: InitDeclaration] = [:]
    for declaration in declarations {
      if let other = seen[declaration.identity] {
        throw Failure.twins(
          declaration.id, at: declaration.location, other.location, remedy: declaration.renaming)
      }
      seen[declaration.identity] = declaration
    }
  }
}

extension Failure {
  /// Two declarations of an entry.
  static func twins(
    _ name: String, at location: SourceLocation, _ other: SourceLocation, remedy: String
  ) -> Failure {
    Failure(
      "two init entries have the name \(name)", at: location,
      notes: [.init("the other is here", at: other)], remedy: remedy)
  }
}

extension String {
  /// Whether C's text of a function is that of none.
  fileprivate var isNullPointer: Bool {
    let bare = filter { !$0.isWhitespace && $0 != "(" && $0 != ")" }
    return ["NULL", "0", "void*0", "nullptr"].contains(bare)
  }
}
