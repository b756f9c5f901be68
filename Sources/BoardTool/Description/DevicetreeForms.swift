import Devicetree
import Yams

/// Reads the forms of values from the YAML that `dtc -O yaml` writes, where strings, numbers by
/// their width and references (`!phandle`) differ.
enum DevicetreeForms {
  /// The forms by path and property.
  static func read(_ text: String) throws -> [String: [String: ValueForm]] {
    var forms: [String: [String: ValueForm]] = [:]
    func visit(_ mapping: Yams.Node.Mapping, _ path: String) {
      for (key, value) in mapping {
        guard let name = key.string else { continue }
        if let child = value.mapping {
          visit(child, path == "/" ? path + name : path + "/" + name)
        } else {
          forms[path, default: [:]][name] = form(of: value)
        }
      }
    }
    guard let root = try Yams.compose(yaml: text)?.sequence?.first?.mapping else {
      throw Failure("dtc wrote no devicetree as YAML")
    }
    visit(root, "/")
    return forms
  }

  /// `true`, or a list of strings, of tagged numbers, and of groups of cells.
  private static func form(of value: Yams.Node) -> ValueForm {
    guard let parts = value.sequence else { return ValueForm(.none) }
    var elements: [ValueForm.Element] = []
    var references: [Int] = []
    var count = 0
    for part in parts {
      guard let numbers = part.sequence else {
        elements.append(.string)
        continue
      }
      switch part.tag.rawValue {
      case "!u8": elements.append(.number(bytes: 1))
      case "!u16": elements.append(.number(bytes: 2))
      case "!u64": elements.append(.number(bytes: 8))
      default:
        elements.append(.number(bytes: 4))
        for number in numbers {
          if number.tag.rawValue == "!phandle" { references.append(count) }
          count += 1
        }
      }
    }
    let first = elements.first ?? .none
    let isUniform = elements.allSatisfy { $0 == first }
    return ValueForm(isUniform ? first : .mixed, references: isUniform ? references : [])
  }
}
