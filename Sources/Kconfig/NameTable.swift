// Numbers names: the same bytes always give the same number. Looking a word up in the line it
// stands in makes no string, which is what lets a large tree be read quickly.

struct NameTable {
  private struct Entry {
    let start: Int
    let count: Int
    let hash: UInt32
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// An open hash table of entry numbers plus one; 0 is free.
  ///
  /// Its size is a power of two.
  private var slots = [Int32](repeating: 0, count: 64)

  var count: Int { entries.count }

  /// The number of a name that is in the table.
  func find(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    let slot = slot(of: text, range, hash: NameTable.hash(text, range))
    return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
  }

  func find(_ name: String) -> Int? {
    let text = Array(name.utf8)
    return find(text, 0..<text.count)
  }

  /// The number of a name, and whether the name is new.
  mutating func insert(_ text: [UInt8], _ range: Range<Int>) -> (number: Int, isNew: Bool) {
    let hash = NameTable.hash(text, range)
    let slot = slot(of: text, range, hash: hash)
    if slots[slot] != 0 { return (Int(slots[slot]) - 1, false) }
    entries.append(Entry(start: bytes.count, count: range.count, hash: hash))
    bytes.append(contentsOf: text[range])
    slots[slot] = Int32(entries.count)
    if entries.count * 2 > slots.count { grow() }
    return (entries.count - 1, true)
  }

  /// The slot that holds the name, or the free one where it belongs.
  private func slot(of text: [UInt8], _ range: Range<Int>, hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash && isEqual(entry, text, range) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isEqual(_ entry: Entry, _ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard entry.count == range.count else { return false }
    for offset in 0..<entry.count
    where bytes[entry.start + offset] != text[range.lowerBound + offset] { return false }
    return true
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = [Int32](repeating: 0, count: mask + 1)
    for (number, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number + 1)
    }
  }

  /// FNV-1a, with the high bits folded in since the table uses the low ones.
  private static func hash(_ text: [UInt8], _ range: Range<Int>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for index in range { hash = (hash ^ UInt32(text[index])) &* 16_777_619 }
    return hash ^ (hash >> 15)
  }
}
