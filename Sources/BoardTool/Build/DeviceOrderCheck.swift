import Devicetree
import Foundation

/// The order of the devices that code makes of nodes, checked in the linked image: their levels are
/// in the code, what they need is in the devicetree.
struct DeviceOrderCheck {
  var model: ImageModel
  var table: InitTable

  /// Part of the names of their init entries' symbols; an object without it has none.
  static let symbol = "bulkhead_init_dts_ord_"

  private struct Place {
    var node: Node
    var stage: Int
    var isInCode: Bool
  }

  /// Throws a failure if a device comes up at an earlier level than one that it needs.
  func check() throws {
    var places: [String: Place] = [:]
    for (stage, symbols) in table.stages.map(\.symbols).enumerated() {
      for symbol in symbols {
        let known = model.entry(ofSymbol: symbol.name)?.device?.node
        guard let node = known ?? model.node(ofSymbol: symbol.name) else { continue }
        places[node.path] = Place(node: node, stage: stage, isInCode: known == nil)
      }
    }
    let onRequest = table.stages.count - 1
    for place in places.values.sorted(by: { $0.node.path < $1.node.path })
    where place.isInCode && place.stage != onRequest {
      for path in model.ordinals.requirements[place.node.path] ?? [] {
        guard let other = places[path], other.stage > place.stage else { continue }
        throw refusal(of: place, before: other, isDeferred: other.stage == onRequest)
      }
    }
  }

  private func refusal(of place: Place, before other: Place, isDeferred: Bool) -> Failure {
    let (name, needed) = (place.node.displayName, other.node.displayName)
    let later = table.stages[other.stage].title
    return Failure(
      "\(name) comes up at \(table.stages[place.stage].title) but depends on \(needed), which "
        + (isDeferred ? "is deferred" : "comes up later, at \(later)"),
      at: place.node.location, notes: [.init("\(needed) is here", at: other.node.location)],
      remedy: isDeferred
        ? "defer \(name) too, or drop '\(KernelProperty.deferredInit)'"
        : "give \(name) '\(KernelProperty.initLevel) = \"\(later)\"', or \(needed) an earlier "
          + "level")
  }
}

extension [Path] {
  /// Whether one of the files has this text in it.
  func contain(_ text: String) -> Bool {
    let bytes = Data(text.utf8)
    return contains {
      FileManager.default.contents(atPath: $0.string)?.range(of: bytes) != nil
    }
  }
}
