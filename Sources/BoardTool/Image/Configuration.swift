/// The resolved Kconfig choices of one image, as the generator reads them.
public struct Configuration: Sendable {
  /// Symbol values as in `.config`: `y`, `n`, a number, or a string without its quotes.
  public let values: [String: String]

  public init(values: [String: String]) {
    self.values = values
  }

  public func isOn(_ symbol: String) -> Bool { values[symbol] == "y" }

  public func number(_ symbol: String, or fallback: Int) -> Int {
    guard let text = values[symbol] else { return fallback }
    return text.lowercased().hasPrefix("0x")
      ? Int(text.dropFirst(2), radix: 16) ?? fallback : Int(text) ?? fallback
  }

  public func string(_ symbol: String) -> String? { values[symbol] }
}
