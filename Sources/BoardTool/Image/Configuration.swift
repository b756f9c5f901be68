import Devicetree

/// The resolved Kconfig choices of one image, as the generator reads them.
public struct Configuration: Sendable {
  /// Symbol values as in `.config`: `y`, `n`, a number, or a string without its quotes.
  public let values: [String: String]
  /// Where a file sets a symbol.
  public let assignments: [String: SourceLocation]

  public init(values: [String: String], assignments: [String: SourceLocation] = [:]) {
    self.values = values
    self.assignments = assignments
  }

  public func isOn(_ symbol: String) -> Bool { values[symbol] == "y" }

  public func isOn(_ binding: Binding) -> Bool { binding.kconfig.map(isOn) ?? false }

  public func number(_ symbol: String, or fallback: Int) -> Int {
    guard let text = values[symbol] else { return fallback }
    return text.lowercased().hasPrefix("0x")
      ? Int(text.dropFirst(2), radix: 16) ?? fallback : Int(text) ?? fallback
  }

  public func string(_ symbol: String) -> String? { values[symbol] }

  /// The level that the Kconfig choice of a driver gives to its devices.
  func initLevel(of binding: Binding) -> InitLevel {
    InitLevel.allCases.first { isOn($0.symbol(of: binding)) } ?? binding.level ?? .postKernel
  }
}

extension InitLevel {
  /// The member of a driver's choice: `UART_CMSDK_INIT_PRE_KERNEL_1`.
  func symbol(of binding: Binding) -> String { (binding.kconfig ?? "") + "_INIT_" + rawValue }
}
