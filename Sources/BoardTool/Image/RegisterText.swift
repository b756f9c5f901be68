import Devicetree

/// Writes what C knows of a node's `reg` and `ranges`.
struct RegisterText {
  var header: DevicetreeHeader
  var node: Node

  func add(to macros: inout MacroText) {
    let regions = header.tree.regions(of: node)
    let hasSizes = header.tree.parent(of: node)?["#size-cells"]?.cell != 0
    let names = node["reg-names"]?.strings ?? []
    macros.define("_REG_NUM", "\(regions.count)")
    for (index, region) in regions.enumerated() {
      var places = ["_REG_IDX_\(index)"]
      if index < names.count {
        places.append("_REG_NAME_" + DevicetreeHeader.identifier(names[index]))
      }
      for place in places {
        macros.flag(place + "_EXISTS")
        macros.define(place + "_VAL_ADDRESS", "\(region.address)")
        if hasSizes { macros.define(place + "_VAL_SIZE", "\(region.size)") }
      }
    }
    addRanges(to: &macros)
  }

  private func addRanges(to macros: inout MacroText) {
    let ranges = header.tree.ranges(of: node)
    macros.define("_RANGES_NUM", "\(ranges.count)")
    for (index, range) in ranges.enumerated() {
      let place = "_RANGES_IDX_\(index)"
      macros.flag(place + "_EXISTS")
      if let flags = range.flags {
        macros.flag(place + "_VAL_CHILD_BUS_FLAGS_EXISTS")
        macros.define(place + "_VAL_CHILD_BUS_FLAGS", "\(flags)")
      }
      macros.define(place + "_VAL_CHILD_BUS_ADDRESS", "\(range.child)")
      macros.define(place + "_VAL_PARENT_BUS_ADDRESS", "\(range.parent)")
      macros.define(place + "_VAL_LENGTH", "\(range.size)")
    }
    let identifier = DevicetreeHeader.identifier(of: node)
    macros.loop("_RANGES", ranges.indices.map { "\(identifier), \($0)" })
  }
}

/// Writes what C knows of a node's interrupts.
///
/// Their cells are `irq`, `priority` and `flags`, as the controller's binding says, else in that
/// order. Where a controller has no priorities, `priority` is what the kernel gives its lines.
struct InterruptText {
  var header: DevicetreeHeader
  var node: Node

  func add(to macros: inout MacroText) {
    let interrupts = header.tree.interrupts(of: node)
    let names = node["interrupt-names"]?.strings ?? []
    macros.define("_IRQ_NUM", "\(interrupts.count)")
    if !interrupts.isEmpty { macros.define("_IRQ_LEVEL", "1") }
    for (index, interrupt) in interrupts.enumerated() {
      var places = ["_IRQ_IDX_\(index)"]
      if index < names.count {
        places.append("_IRQ_NAME_" + DevicetreeHeader.identifier(names[index]))
      }
      let cells = self.cells(of: interrupt)
      for place in places {
        macros.flag(place + "_EXISTS")
        macros.define(
          place + "_CONTROLLER", DevicetreeHeader.identifier(of: interrupt.controller))
        for (name, value) in cells {
          macros.flag(place + "_VAL_\(name)_EXISTS")
          macros.define(place + "_VAL_\(name)", "\(value)")
        }
        if !cells.contains(where: { $0.0 == "priority" }) {
          macros.define(place + "_VAL_priority", "\(Device.defaultPriority)")
        }
      }
    }
  }

  private func cells(of interrupt: Devicetree.InterruptSpecifier) -> [(String, UInt32)] {
    let names = header.cellNames(of: interrupt.controller, space: "interrupt")
    return Array(zip(names, interrupt.cells))
  }
}
