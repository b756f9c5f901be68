import KernelCore

/// ARM DDI 0403E, B3.5: eight registers pairs here, of which the one with the highest number that
/// has an address counts.
struct PMSAv7Model: ProtectionModel {
  private var bases = [UInt32](repeating: 0, count: 16)
  private var attributes = [UInt32](repeating: 0, count: 16)
  private var places = [Int](repeating: -1, count: 16)
  private(set) var mistakes: [String] = []

  init(loading plan: RegionPlan<PMSAv7>) {
    var selected = 0
    for (place, region) in plan.words.enumerated() {
      // B3.5.8: with VALID the write selects the region, as a write to MPU_RNR does.
      if region.rbar & 0x10 != 0 { selected = Int(region.rbar & 0xf) }
      bases[selected] = region.rbar & 0xffff_ffe0
      attributes[selected] = region.rasr
      if places[selected] >= 0 { mistakes.append("region \(selected) is loaded twice") }
      places[selected] = place
      check(selected)
    }
  }

  /// B3.5.9: fields of MPU_RASR, and what must not be in them.
  private mutating func check(_ number: Int) {
    let word = attributes[number]
    if word & 0xe8c0_00c0 != 0 { mistakes.append("reserved bits in \(word)") }
    guard word & 1 == 1 else { return }
    let size = (word >> 1) & 0x1f
    if size < 4 { mistakes.append("SIZE \(size) is reserved") }
    if size < 7, word & 0xff00 != 0 { mistakes.append("sub-regions in a region below 256 bytes") }
    if UInt64(bases[number]) % (1 << UInt64(size + 1)) != 0 { mistakes.append("base not aligned") }
    if (word >> 24) & 7 == 4 { mistakes.append("AP 100 is unpredictable") }
    // Table B3-13: device memory is TEX 000 C 0 B 1; strongly-ordered is all 0.
    if (word >> 17) & 0x1d == 0, word & 1 << 28 == 0 { mistakes.append("code in a device") }
  }

  private func has(_ number: Int, _ address: UInt32) -> Bool {
    let word = attributes[number]
    if word & 1 == 0 { return false }
    let bits = UInt64((word >> 1) & 0x1f) + 1
    let base = UInt64(bases[number]) & ~((1 << bits) - 1)
    let (low, high) = (base, base + (1 << bits))
    if UInt64(address) < low || UInt64(address) >= high { return false }
    if bits < 8 { return true }
    // B3.5.3: sub-regions are eighths, the lowest is bit 0 of SRD.
    let eighth = (UInt64(address) - low) / ((high - low) / 8)
    return word & 1 << UInt32(8 + eighth) == 0
  }

  var edges: [UInt64] {
    (0..<16).filter { attributes[$0] & 1 == 1 }.flatMap { number -> [UInt64] in
      let size: UInt64 = 2 << UInt64((attributes[number] >> 1) & 0x1f)
      return (0...8).map { UInt64(bases[number]) + $0 * (size / 8) }
    }
  }

  func entries(having address: UInt32) -> [Int] {
    (0..<16).filter { has($0, address) }.map { places[$0] }
  }

  func permits(_ access: Access, at address: UInt32, bytes: Int, privileged: Bool) -> Bool {
    (0..<bytes).allSatisfy { offset in
      permitsByte(access, at: address + UInt32(offset), privileged: privileged)
    }
  }

  private func permitsByte(_ access: Access, at address: UInt32, privileged: Bool) -> Bool {
    guard let number = (0..<16).last(where: { has($0, address) }) else {
      // MPU_CTRL.PRIVDEFENA is set: the default map is for privileged code only.
      return privileged
    }
    let word = attributes[number]
    // Table B3-15: privileged, unprivileged.
    let table = ["--", "W-", "WR", "WW", "??", "R-", "RR", "RR"]
    let row = Array(table[Int((word >> 24) & 7)])
    let right = privileged ? row[0] : row[1]
    switch access {
    case .write: return right == "W"
    case .execute: return right != "-" && word & 1 << 28 == 0
    default: return right != "-"
    }
  }
}
