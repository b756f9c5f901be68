// Every name and constant of a tree, and the symbols behind them.

extension Kconfig {
  /// The symbols of a tree: a collection of the defined ones, in the order of the files.
  public struct SymbolTable: RandomAccessCollection {
    private var names = NameTable()
    private var constantNames = NameTable()
    private var byName: [Symbol] = []
    private var constants: [Symbol] = []
    private var defined: [Symbol] = []
    private var nextIndex = 0

    init() {}

    /// The symbol of that name, defined or only mentioned; nil when no file mentions it.
    public subscript(name: String) -> Symbol? { names.find(name).map { byName[$0] } }

    /// The place of the first symbol.
    public var startIndex: Int { 0 }
    /// The place behind the last symbol.
    public var endIndex: Int { defined.count }
    /// A defined symbol.
    public subscript(position: Int) -> Symbol { defined[position] }

    /// Every symbol and constant that a file defines or mentions.
    var everything: [Symbol] { byName + constants }

    /// A bound for ``Symbol/index``.
    var indexCount: Int { nextIndex }

    func find(_ text: [UInt8], _ range: Swift.Range<Int>) -> Symbol? {
      names.find(text, range).map { byName[$0] }
    }

    /// The symbol with the name, made when it is new; `n`, `m` and `y` are the constants.
    mutating func named(
      _ text: [UInt8], _ range: Swift.Range<Int>, _ evaluator: Evaluator
    ) -> Symbol {
      if range.count == 1, !text[range.lowerBound].isCapital,
        let literal = Tristate(letter: text.text(range))
      {
        return constant(literal.letter, evaluator)
      }
      let (number, isNew) = names.insert(text, range)
      if isNew {
        byName.append(make(text.text(range), constant: false, literal: nil, evaluator))
      }
      return byName[number]
    }

    mutating func named(_ name: String, _ evaluator: Evaluator) -> Symbol {
      let text = Array(name.utf8)
      return named(text, 0..<text.count, evaluator)
    }

    /// The constant with the text, made when it is new.
    mutating func constant(_ text: String, _ evaluator: Evaluator) -> Symbol {
      let bytes = Array(text.utf8)
      let (number, isNew) = constantNames.insert(bytes, 0..<bytes.count)
      if isNew {
        constants.append(make(text, constant: true, literal: Tristate(letter: text), evaluator))
      }
      return constants[number]
    }

    private mutating func make(
      _ name: String, constant: Bool, literal: Tristate?, _ evaluator: Evaluator
    ) -> Symbol {
      defer { nextIndex += 1 }
      return Symbol(
        name: name, index: nextIndex, constant: constant, literal: literal, evaluator: evaluator)
    }

    /// Notes a definition of the symbol.
    mutating func define(_ symbol: Symbol, by node: MenuNode) {
      if symbol.nodes.isEmpty { defined.append(symbol) }
      symbol.nodes.append(node)
    }
  }
}

typealias SymbolTable = Kconfig.SymbolTable
