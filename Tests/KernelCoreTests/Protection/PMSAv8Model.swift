import KernelCore

/// ARM DDI 0553, "Protected Memory System Architecture": an address in several regions faults.
struct PMSAv8Model: ProtectionModel {
  private let regions: [PMSAv8.Region]
  private(set) var mistakes: [String] = []

  init(loading plan: RegionPlan<PMSAv8>) {
    regions = plan.words
    for region in regions {
      if region.rbar & 0x18 == 0x08 { mistakes.append("SH 01 is reserved") }
      // Bit 4 is PXN from Armv8.1-M on, and RES0 before.
      if region.rlar & 0x10 != 0 { mistakes.append("RLAR bit 4") }
      if region.rlar & 1 == 1, (region.rlar >> 1) & 7 > 3 {
        mistakes.append("AttrIndx beyond MPU_MAIR0")
      }
    }
  }

  var edges: [UInt64] {
    regions.filter { $0.rlar & 1 == 1 }.flatMap {
      [UInt64($0.rbar & ~0x1f), UInt64($0.rlar | 0x1f) + 1]
    }
  }

  func entries(having address: UInt32) -> [Int] {
    regions.indices.filter { index in
      let region = regions[index]
      return region.rlar & 1 == 1 && region.rbar & ~0x1f <= address
        && address <= region.rlar | 0x1f
    }
  }

  func permits(_ access: Access, at address: UInt32, bytes: Int, privileged: Bool) -> Bool {
    (0..<bytes).allSatisfy { offset in
      let matching = entries(having: address + UInt32(offset))
      if matching.isEmpty { return privileged }
      if matching.count > 1 { return false }
      let region = regions[matching[0]]
      // MPU_RBAR.AP: bit 1 read-only, bit 0 unprivileged code too. XN: no fetching.
      let (readOnly, anybody) = (region.rbar & 4 != 0, region.rbar & 2 != 0)
      if !anybody, !privileged { return false }
      if access == .write { return !readOnly }
      return access == .read || region.rbar & 1 == 0
    }
  }

  /// The byte of MPU_MAIR0 that an address's region refers to.
  func memoryAttribute(at address: UInt32) -> UInt8? {
    guard let index = entries(having: address).first else { return nil }
    return UInt8(truncatingIfNeeded: PMSAv8.mair0 >> ((regions[index].rlar >> 1 & 7) * 8))
  }
}
