// Instructions that run one after the other, decoded once.

import Glibc

/// A piece of code without a jump in it, but perhaps at its end.
struct Block {
  var start: UInt32
  /// The address behind it.
  var end: UInt32
  /// Where its instructions stand in the store, and how many there are.
  var first: Int
  var count: Int
  /// What one run of all of it costs and counts.
  var counts: Counts
  /// The function it belongs to: all of it, since a function begins a block.
  var symbol: Int
  var executions: UInt64 = 0
  /// How often the branch at its end was taken.
  var taken: UInt64 = 0
}

/// The blocks that are decoded, and where they begin.
///
/// Block 0 is for one instruction that is not to be kept.
struct BlockStore {
  /// Instructions of a block at most.
  static let longest = 32

  // Safety: from malloc and calloc; grown only between blocks, so nobody holds a place in them then.
  private(set) var blocks: UnsafeMutablePointer<Block>
  private(set) var code: UnsafeMutablePointer<Instruction>
  /// The block that begins at each half word of RAM; 0 for none.
  let places: UnsafeMutablePointer<Int32>
  private(set) var count = 1
  private var used = 1
  private var blockRoom = 1024
  private var codeRoom = 8192

  init(ramSize: UInt32) {
    blocks = .allocate(capacity: blockRoom)
    code = .allocate(capacity: codeRoom)
    guard let zeros = Memory.zeros(Int(ramSize) / 2 * MemoryLayout<Int32>.stride) else {
      fatalError("no memory for the table of blocks")
    }
    places = zeros.assumingMemoryBound(to: Int32.self)
    blocks[0] = Block(start: 0, end: 0, first: 0, count: 0, counts: Counts(), symbol: 0)
  }

  func deallocate() {
    blocks.deallocate()
    code.deallocate()
    Memory.release(places)
  }

  /// Puts one instruction into block 0.
  mutating func keepAside(_ instruction: Instruction, _ block: Block) {
    blocks[0] = block
    blocks[0].first = 0
    code[0] = instruction
  }

  /// Adds a block and gives its number.
  mutating func add(_ block: Block, _ instructions: [Instruction]) -> Int {
    if count == blockRoom { (blocks, blockRoom) = Self.grow(blocks, blockRoom) }
    if used + instructions.count > codeRoom { (code, codeRoom) = Self.grow(code, codeRoom) }
    for (place, instruction) in instructions.enumerated() { code[used + place] = instruction }
    blocks[count] = block
    blocks[count].first = used
    places[Int(block.start &- Memory.base) >> 1] = Int32(count)
    used += instructions.count
    count += 1
    return count - 1
  }

  /// Forgets all blocks.
  mutating func removeAll() {
    for index in 1..<max(count, 1) {
      places[Int(blocks[index].start &- Memory.base) >> 1] = 0
    }
    count = 1
    used = 1
  }

  private static func grow<Element>(
    _ old: UnsafeMutablePointer<Element>, _ room: Int
  ) -> (UnsafeMutablePointer<Element>, Int) {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: 2 * room)
    new.moveInitialize(from: old, count: room)
    old.deallocate()
    return (new, 2 * room)
  }
}

extension Memory {
  static func zeros(_ count: Int) -> UnsafeMutableRawPointer? { calloc(count, 1) }
  static func release(_ pointer: UnsafeMutableRawPointer) { free(pointer) }
}
