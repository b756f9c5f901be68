import Devicetree

/// The type that a property has in C.
///
/// The node's binding says it where it names the property. Else the name does, for the properties
/// whose meaning the devicetree specification fixes. Else the value's form in the source does:
///
///     wakeup-source;            boolean        (0 on the other nodes of the same compatible)
///     speed = <9600>;           int            speeds = <9600 4800>;       array
///     mac = [00 1a];            uint8-array    wide = /bits/ 64 <1 2>;     array of wider numbers
///     mode = "fast";            string         modes = "fast", "slow";     string-array
///     ph = <&a>;                phandle        phs = <&a &b>;              phandles
///     led-gpios = <&a 3 1>;     phandle-array, whose cells the target counts (#gpio-cells)
enum PropertyType: Equatable {
  case boolean
  case int
  case array(elementBytes: Int)
  case string
  case strings
  /// Phandle, phandles and phandle-array: what can be asked of one depends on its entries.
  case references
  /// Strings beside numbers: C sees only that the property is there.
  case mixture

  init(of property: Property, declared: BindingProperty.Kind?) {
    if let declared {
      switch declared {
      case .int: self = .int
      case .boolean: self = .boolean
      case .string: self = .string
      case .array: self = .array(elementBytes: 4)
      case .bytes: self = .array(elementBytes: 1)
      case .strings: self = .strings
      case .phandle, .phandles, .specifiers: self = .references
      }
    } else {
      self = Self.named(property.name) ?? Self.inForm(of: property)
    }
  }

  private static func named(_ name: String) -> PropertyType? {
    switch name {
    case "compatible": .strings
    case "reg", "ranges", "dma-ranges", "interrupts": .array(elementBytes: 4)
    case "clocks", "dmas", "pwms", "resets", "mboxes", "io-channels", "interrupts-extended",
      "interrupt-parent":
      .references
    case _ where name.hasSuffix("-names"): .strings
    case _ where name.hasSuffix("-gpios") || name == "gpios": .references
    default: nil
    }
  }

  private static func inForm(of property: Property) -> PropertyType {
    if property.bytes.isEmpty { return .boolean }
    switch property.form {
    case .some(let form) where form.references.first == 0: return .references
    case .some(let form):
      switch form.element {
      case .none: return .boolean
      case .string: return property.strings.count == 1 ? .string : .strings
      case .number(4): return property.bytes.count == 4 ? .int : .array(elementBytes: 4)
      case .number(let width): return .array(elementBytes: width)
      case .mixed: return .mixture
      }
    case nil: return property.bytes.count == 4 ? .int : .array(elementBytes: 4)
    }
  }
}
