import Devicetree

/// What people may call the entries of an image in code: entries in code and services by their names,
/// devices by the labels of their nodes.
struct InitNames {
  /// Labels and services, which are for the whole image.
  private var described: [String: Int] = [:]
  /// Entries in code by their identities; in Swift, too.
  private var declared: [String: Int] = [:]
  /// The entries that a function starts.
  private var started: [String: [Int]] = [:]

  /// Throws if one name could mean two entries.
  init(_ steps: [InitStep]) throws {
    for (place, step) in steps.enumerated() {
      for name in step.describedNames {
        guard let first = described[name] else {
          described[name] = place
          continue
        }
        let other = steps[first]
        if other.identity == step.identity { continue }
        throw step.isService ? step.clash(of: name, with: other) : other.clash(of: name, with: step)
      }
      guard case .code(let declaration, _) = step.origin else { continue }
      declared[declaration.identity] = place
      started[declaration.scope + declaration.function, default: []].append(place)
    }
    for step in steps {
      guard case .code(let declaration, _) = step.origin,
        let other = described[declaration.id], steps[other].identity != step.identity
      else { continue }
      throw step.clash(of: declaration.id, with: steps[other])
    }
  }

  /// A name of the remark's own folder goes before one of the whole image.
  func place(of name: String, _ remark: InitNotes.Remark) throws -> Int {
    if let place = declared[remark.scope + name] ?? described[name] ?? declared[name] {
      return place
    }
    let known = Set(declared.keys).union(described.keys).sorted()
    throw Failure(
      "\(remark.macro) names '\(name)', which is no init entry of this image"
        + NearestMatch.hint(for: name, among: known),
      at: remark.location,
      remedy: "name an entry in code, a service, or the label of an enabled node with a driver")
  }

  /// Likewise.
  func places(
    ofFunction name: String, _ text: String, _ remark: InitNotes.Remark
  ) throws -> [Int] {
    if let places = started[remark.scope + name] ?? started[name] { return places }
    throw Failure(
      "\(remark.id) comes up after \(text), which starts no init entry of this image",
      at: remark.location, remedy: "name a function that an InitEntry or a SYS_INIT starts")
  }
}

extension InitStep {
  /// The names that the description gives it.
  fileprivate var describedNames: [String] {
    switch origin {
    case .description(let entry): entry.device?.node.labels ?? [entry.binding.service ?? ""]
    case .code(_, let node): node?.labels ?? []
    }
  }

  fileprivate var isService: Bool {
    if case .description(let entry) = origin { entry.device == nil } else { false }
  }

  /// Where the description gives it its names.
  private var describedLocation: SourceLocation? {
    switch origin {
    case .description(let entry) where entry.device == nil:
      entry.binding.location(ofKey: "service") ?? location
    case .code(_, let node?): node.location
    default: location
    }
  }

  /// An entry in code or a service has the name of something that the description knows.
  fileprivate func clash(of name: String, with other: InitStep) -> Failure {
    let place: SourceLocation?
    let remedy: String
    switch origin {
    case .code(let declaration, _): (place, remedy) = (declaration.location, declaration.renaming)
    case .description: (place, remedy) = (describedLocation, "give the service another name")
    }
    return Failure(
      "two init entries have the name \(name)", at: place,
      notes: [
        .init(
          other.isService ? "the service is here" : "the node with this label is here",
          at: other.describedLocation)
      ], remedy: remedy)
  }
}
