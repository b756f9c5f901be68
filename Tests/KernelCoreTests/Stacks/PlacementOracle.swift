import KernelCore
import TestSupport

/// The rules of placing said once more, slowly and from the manuals.
struct PlacementOracle {
  let placement: StackPlacement

  /// Whether there is a region that covers exactly these bytes.
  func allows(_ address: UInt32, size: UInt32) -> Bool {
    guard size > 0, address % placement.granule == 0, size % placement.granule == 0 else {
      return false
    }
    let (first, last) = (UInt64(address), UInt64(address) + UInt64(size) - 1)
    guard last < 1 << 32 else { return false }
    switch placement.shape {
    case .multiples: return true
    case .powerOfTwo: return size.nonzeroBitCount == 1 && address % size == 0
    case .eighths:
      return (5...32).contains { shift in
        let region = UInt64(1) << UInt64(shift)
        guard first / region == last / region else { return false }
        if size == region { return true }
        return region >= 256 && first % (region / 8) == 0 && (last + 1) % (region / 8) == 0
      }
    }
  }
}

extension StackPlacement {
  static let shapes: [Shape] = [.multiples, .powerOfTwo, .eighths]

  /// The rule of some backend: 32 is the granule of both Arm ones, 16 is RISC-V's stack alignment.
  static func random(_ dice: inout Dice) -> StackPlacement {
    let shape = dice.pick(shapes)
    let granules: [UInt32] = shape == .eighths ? [32, 64] : [8, 16, 32, 64, 128]
    return StackPlacement(granule: dice.pick(granules), shape: shape)
  }
}
