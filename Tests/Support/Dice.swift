/// Random numbers that are the same in every run (splitmix64, Steele, Lea and Flood 2014).
public struct Dice: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed &>> 31)
  }

  /// True in so many of a hundred cases.
  public mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &self) < percent
  }

  /// One of the values; there must be one.
  public mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element {
    let distance = Int.random(in: 0..<values.count, using: &self)
    return values[values.index(values.startIndex, offsetBy: distance)]
  }

  /// An index of the weights, each as likely as its weight.
  public mutating func weighted(_ weights: [Int]) -> Int {
    var rest = Int.random(in: 0..<weights.reduce(0, +), using: &self)
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    return weights.count - 1
  }
}
