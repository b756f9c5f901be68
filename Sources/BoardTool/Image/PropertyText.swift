import Devicetree

/// Writes what C knows of a node's properties: value, length, entries, and the loop over them.
struct PropertyText {
  var header: DevicetreeHeader
  var node: Node

  func add(to macros: inout MacroText) {
    let declarations = header.known[node.path]?.properties ?? [:]
    for property in node.properties where !["phandle", "linux,phandle"].contains(property.name) {
      add(property, declarations[property.name], to: &macros)
    }
    addPinStates(to: &macros)
    addHogs(to: &macros)
    for name in header.booleans(of: node).sorted() where node[name] == nil {
      define(name, "0", &macros)
    }
    for (name, declaration) in declarations.sorted(by: { $0.key < $1.key }) {
      guard node[name] == nil, let fallback = declaration.fallback else { continue }
      add(fallback, declaration, to: &macros)
    }
  }

  /// The states of a node's pins (`pinctrl-0`, …) by their names.
  private func addPinStates(to macros: inout MacroText) {
    let count = node.properties.count { $0.name.wholeMatch(of: /pinctrl-[0-9]+/) != nil }
    macros.define("_PINCTRL_NUM", "\(count)")
    for (index, name) in (node["pinctrl-names"]?.strings ?? []).enumerated() {
      macros.flag("_PINCTRL_NAME_\(DevicetreeHeader.identifier(name))_EXISTS")
      macros.define("_PINCTRL_NAME_\(DevicetreeHeader.identifier(name))_IDX", "\(index)")
    }
  }

  /// The pins that a `gpio-hog` node names: cells of its parent, without references.
  private func addHogs(to macros: inout MacroText) {
    guard node["gpio-hog"] != nil, let controller = header.tree.parent(of: node),
      let width = controller["#gpio-cells"]?.cell.map({ Int($0) }), width > 0
    else { return }
    let cells = node["gpios"]?.cells ?? []
    macros.flag("_GPIO_HOGS_EXISTS")
    macros.define("_GPIO_HOGS_NUM", "\(cells.count / width)")
    let names = header.cellNames(of: controller, space: "gpio")
    for index in 0..<(cells.count / width) {
      for (name, value) in zip(names, cells[(index * width)...].prefix(width)) {
        macros.flag("_GPIO_HOGS_IDX_\(index)_VAL_\(name)_EXISTS")
        macros.define("_GPIO_HOGS_IDX_\(index)_VAL_\(name)", "\(value)")
      }
    }
  }

  private func place(_ name: String) -> String { "_P_" + DevicetreeHeader.identifier(name) }

  /// A property that is there, with its value.
  private func define(_ name: String, _ value: String?, _ macros: inout MacroText) {
    macros.flag(place(name) + "_EXISTS")
    if let value { macros.define(place(name), value) }
  }

  private func add(
    _ property: Property, _ declaration: NodeBinding.Declaration?, to macros: inout MacroText
  ) {
    let isHog = property.name == "gpios" && node["gpio-hog"] != nil
    let type = PropertyType(of: property, declared: isHog ? .array : declaration?.type)
    addChoices(of: property, type, declaration?.choices ?? [], to: &macros)
    switch type {
    case .boolean: define(property.name, "1", &macros)
    case .mixture: define(property.name, nil, &macros)
    case .int:
      let value = number(property.cell.map { UInt64($0) } ?? 0)
      define(property.name, value, &macros)
      addEntries([value], of: property, to: &macros)
    case .array(let width):
      let values = property.numbers(ofBytes: width).map(number)
      define(property.name, "{\(values.joined(separator: ", "))}", &macros)
      addEntries(values, of: property, to: &macros)
    case .string:
      let value = property.string ?? ""
      define(property.name, MacroText.quoted(value), &macros)
      addStrings([value], of: property, to: &macros)
    case .strings:
      let values = property.strings.map(MacroText.quoted)
      define(property.name, "{\(values.joined(separator: ", "))}", &macros)
      addStrings(property.strings, of: property, to: &macros)
    case .references:
      addReferences(of: property, declaration?.specifierSpace, to: &macros)
    }
  }

  /// The place of each entry among the values that the binding allows.
  private func addChoices(
    of property: Property, _ type: PropertyType, _ choices: [BindingProperty.Choice],
    to macros: inout MacroText
  ) {
    let values: [BindingProperty.Choice]
    switch type {
    case .string, .strings: values = property.strings.map { .text($0) }
    default: values = property.cells.map { .number($0) }
    }
    for (index, value) in values.enumerated() {
      guard let place = choices.firstIndex(of: value) else { continue }
      let entry = self.place(property.name) + "_IDX_\(index)_ENUM_"
      macros.define(entry + "IDX", "\(place)")
      macros.flag(entry + "VAL_" + DevicetreeHeader.token(value.description) + "_EXISTS")
    }
  }

  /// Beyond the signed range only hexadecimal is unsigned by itself.
  private func number(_ value: UInt64) -> String {
    value > UInt64(Int64.max) ? "0x" + String(value, radix: 16) : "\(value)"
  }

  private func addEntries(_ values: [String], of property: Property, to macros: inout MacroText) {
    for (index, value) in values.enumerated() {
      macros.flag(place(property.name) + "_IDX_\(index)_EXISTS")
      macros.define(place(property.name) + "_IDX_\(index)", value)
    }
    addLength(values.count, of: property, to: &macros)
  }

  private func addLength(_ count: Int, of property: Property, to macros: inout MacroText) {
    let identifier = DevicetreeHeader.identifier(of: node)
    let name = DevicetreeHeader.identifier(property.name)
    macros.define(place(property.name) + "_LEN", "\(count)")
    macros.loop(
      place(property.name) + "_ELEMENTS", (0..<count).map { "\(identifier), \(name), \($0)" })
  }

  private func addStrings(_ values: [String], of property: Property, to macros: inout MacroText) {
    for (index, value) in values.enumerated() {
      let entry = place(property.name) + "_IDX_\(index)"
      let token = DevicetreeHeader.token(value)
      // What the preprocessor could not read as tokens is there only between quotes.
      if !value.contains(where: { "\"'\\\n\r".contains($0) }) {
        macros.define(entry + "_STRING_UNQUOTED", value)
      }
      macros.define(entry + "_STRING_TOKEN", token)
      macros.define(entry + "_STRING_UPPER_TOKEN", token.uppercased())
      if let target = header.tree[value] {
        macros.define(entry + "_PH", DevicetreeHeader.identifier(of: target))
      }
    }
    addEntries(values.map(MacroText.quoted), of: property, to: &macros)
  }

  private func addReferences(
    of property: Property, _ declaredSpace: String?, to macros: inout MacroText
  ) {
    let space = declaredSpace ?? Devicetree.specifierSpace(of: property.name)
    let specifiers = header.tree.specifiers(of: node, property: property.name, space: space)
    let names = node[space + "-names"]?.strings ?? []
    var value: String?
    if specifiers.count == 1, let only = specifiers[0], only.cells.isEmpty {
      value = DevicetreeHeader.identifier(of: only.node)
    }
    define(property.name, value, &macros)
    for (index, specifier) in specifiers.enumerated() {
      guard let specifier else { continue }
      let entry = place(property.name) + "_IDX_\(index)"
      macros.define(entry, DevicetreeHeader.identifier(of: specifier.node))
      addSpecifier(specifier, space, at: entry, to: &macros)
      guard index < names.count else { continue }
      let named = place(property.name) + "_NAME_" + DevicetreeHeader.identifier(names[index])
      macros.define(named + "_IDX", "\(index)")
      addSpecifier(specifier, space, at: named, to: &macros)
    }
    addLength(specifiers.count, of: property, to: &macros)
  }

  private func addSpecifier(
    _ specifier: Devicetree.Specifier, _ space: String, at entry: String,
    to macros: inout MacroText
  ) {
    macros.flag(entry + "_EXISTS")
    macros.define(entry + "_PH", DevicetreeHeader.identifier(of: specifier.node))
    macros.define(entry + "_NUM_CELLS", "\(specifier.cells.count)")
    let names = header.cellNames(of: specifier.node, space: space)
    for (index, cell) in specifier.cells.enumerated() {
      let name = index < names.count ? names[index] : "cell\(index)"
      macros.flag(entry + "_VAL_\(name)_EXISTS")
      macros.define(entry + "_VAL_\(name)", "\(cell)")
    }
  }
}

extension DevicetreeHeader {
  /// The properties that are booleans of a node: where one is absent, it is 0.
  ///
  /// What no binding declares, a node that has it declares for all of the same compatible.
  func booleans(of node: Node) -> Set<String> {
    let declared = known[node.path]?.properties ?? [:]
    let kin = nodes.filter { !Set($0.compatible).isDisjoint(with: node.compatible) }
    let found = kin.flatMap(\.properties).filter {
      declared[$0.name]?.type == nil && PropertyType(of: $0, declared: nil) == .boolean
    }
    return Set(declared.filter { $0.value.type == .boolean }.keys).union(found.map(\.name))
  }

  /// What the cells of a specifier are called: as the target's binding says, or else as is usual.
  func cellNames(of node: Node, space: String) -> [String] {
    if let names = known[node.path]?.cells[space] { return names }
    switch space {
    case "gpio": return ["pin", "flags"]
    case "pwm": return ["channel", "period", "flags"]
    case "dma": return ["channel", "slot"]
    case "io-channel": return ["input"]
    case "interrupt": return ["irq", "priority", "flags"]
    case "mbox": return ["channel"]
    case "clock", "reset": return ["id"]
    default: return []
    }
  }
}
