import KernelCore
import TestSupport
import Testing

/// What holds for every kind of stack allocator, whatever is asked in whatever order.
@Suite struct StackAllocatorSoak {
  enum Kind: CaseIterable {
    case buddy
    case firstFit
    case sizeClasses
    case staticPool
  }

  /// Some 240 stacks a case are made and given back, a million in a soak.
  @Test(arguments: Kind.allCases) func everyKindObeysTheLaws(kind: Kind) {
    let cases = UInt64(Soak.count(sample: 40, soak: 4500))
    var made = 0
    for seed in Soak.seed..<Soak.seed + cases {
      switch kind {
      case .buddy: made += StackTrial<Buddy<64>>.run(seed: seed)
      case .sizeClasses: made += StackTrial<SizeClasses<3, 20>>.run(seed: seed)
      case .staticPool: made += StackTrial<StaticPool<12>>.run(seed: seed)
      case .firstFit: made += StackTrial<FirstFit<24>>.run(seed: seed)
      }
    }
    Soak.say("\(kind): \(made) stacks allocated and deallocated")
    #expect(made > cases * 100)
  }
}
