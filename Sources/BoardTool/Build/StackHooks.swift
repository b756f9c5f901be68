import Devicetree
import ELF

/// Whether an application that divides the pool of stacks by itself does so as a whole, and one that
/// does not leaves it alone.
struct StackHooks {
  var configuration: Configuration
  var application: Application
  /// Whether the image has a pool, and whose functions are to divide it.
  var division: StackPool.Division?

  private static let pair = ["bulkhead_stacks_allocate", "bulkhead_stacks_deallocate"]
  private static let choice = "STACK_ALLOCATOR_APPLICATION"

  /// Refuses half of a pair, and functions that nobody would call.
  ///
  /// The objects are those without what the build makes for the pool.
  func check(_ objects: [Path]) throws {
    let defined = try definitions(in: objects)
    switch division {
    case .application(nil): try refuseMissing(Self.pair.filter { !defined.contains($0) })
    // What the build makes for the type is in the application's object; twice would not link.
    case .application: break
    default: if let name = defined.min() { throw unused(name) }
    }
  }

  /// The functions of the pair that objects have.
  private func definitions(in objects: [Path]) throws -> Set<String> {
    var names: Set<String> = []
    for object in objects where [object].contain("bulkhead_stacks_") {
      let symbols = try ELFFile(object.bytes()).symbols
      names.formUnion(
        symbols.filter { $0.section != nil && !$0.isLocal && Self.pair.contains($0.name) }
          .map(\.name))
    }
    return names
  }

  private func refuseMissing(_ missing: [String]) throws {
    guard let name = missing.first else { return }
    let chosen = configuration.assignments[Self.choice]
    let remedy =
      "write it as <bulkhead/stack.h> declares it (in Swift as @c public), or choose another "
      + "STACK_ALLOCATOR"
    if missing.count == Self.pair.count {
      throw Failure(
        "the application is to divide the pool of stacks, but has neither "
          + missing.joined(separator: " nor "), at: chosen,
        remedy: "write them as <bulkhead/stack.h> declares them, or name a type in Swift with "
          + "CONFIG_STACK_ALLOCATOR_TYPE")
    }
    let other = Self.pair.first { $0 != name } ?? name
    throw Failure(
      "the application has \(other), but no \(name)", at: place(of: other),
      notes: [.init("it is to divide the pool of stacks", at: chosen)], remedy: remedy)
  }

  private func unused(_ name: String) -> Failure {
    let pool = division == nil ? "CONFIG_DYNAMIC_THREAD=y and " : ""
    return Failure(
      "the application has \(name), but is not to divide the pool of stacks", at: place(of: name),
      remedy: "add \(pool)CONFIG_\(Self.choice)=y, or drop the function")
  }

  /// Where the sources have a function: the first line with its name that is no statement.
  private func place(of name: String) -> SourceLocation? {
    for source in application.cSources + application.swiftSources {
      let lines = (try? source.text())?.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in (lines ?? []).enumerated()
      where line.contains(name + "(") && !line.hasSuffix(";") {
        return SourceLocation(file: source.relative, line: index + 1)
      }
    }
    return nil
  }
}
