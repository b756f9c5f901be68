import ELF
import Foundation

/// The memory partitions of an image's variables (K_APP_DMEM, K_APP_BMEM): how large each is, and the parts
/// of a linker script that lay it out so that one region of the protection covers it.
struct PartitionSections: Equatable {
  struct Partition: Equatable {
    var name: String
    /// Bytes of the variables.
    var size: Int
    /// Bytes that are reached: all that the region covers.
    var reached = 0
    /// What its address is a multiple of.
    var alignment = 1
    /// Stacks that lie in it, as those of a compartment that capabilities confine.
    var stacks: Stacks?
  }

  /// One capability covers them with the variables: below those, so that what runs over the end of one is out of
  /// bounds, or in another stack, and one above (BlockLayout).
  struct Stacks: Equatable {
    /// Bytes of the two that only their own threads reach; 0 if there is none.
    var first: Int
    var last: Int
    /// What all threads reach, from the start of the partition.
    var shared: Range<Int>
  }

  /// The largest alignment first, so that little is lost between them.
  private(set) var partitions: [Partition] = []

  static let data = ".data.bulkhead_partition."
  static let bss = ".bss.bulkhead_partition."
  static let stacks = ".bss.bulkhead_stacks."
  static let firstStack = ".bss.bulkhead_first_stack."
  static let lastStack = ".bss.bulkhead_last_stack."

  var isEmpty: Bool { partitions.isEmpty }

  init() {}

  /// Reads what the objects of an image put into partitions, in the order in which they are linked.
  init(objects: [Path], protection: Processor.Protection) throws {
    let prefixes = [Self.firstStack, Self.lastStack, Self.stacks, Self.data, Self.bss]
    let marked = try objects.filter { object in try prefixes.contains { try object.mentions($0) } }
    let files = try marked.map { try ELFFile($0.bytes()) }
    /// Bytes of each partition's parts, in their order, and what the most aligned of them wants.
    func measure(_ prefixes: [String]) -> [String: (size: Int, alignment: Int)] {
      var found: [String: (size: Int, alignment: Int)] = [:]
      for prefix in prefixes {
        let parts = files.flatMap(\.sections).filter { $0.name.hasPrefix(prefix) }
          .map { (name: String($0.name.dropFirst(prefix.count)), section: $0) }
        func add(_ size: UInt64, to name: String, at alignment: Int) {
          let alignment = max(alignment, 1)
          var all = found[name] ?? (0, 1)
          all.alignment = max(all.alignment, alignment)
          all.size = (all.size + alignment - 1) / alignment * alignment + Int(size)
          found[name] = all
        }
        // The whole begins where its most aligned part may.
        for part in parts { add(0, to: part.name, at: part.section.alignment) }
        for part in parts { add(part.section.size, to: part.name, at: part.section.alignment) }
        // The copy from ROM goes by words.
        found = found.mapValues { (($0.size + 7) / 8 * 8, $0.alignment) }
      }
      return found
    }
    let first = measure([Self.firstStack])
    let last = measure([Self.lastStack])
    let withStacks = Set(measure([Self.stacks]).keys).union(first.keys).union(last.keys)
    let shared = measure([Self.stacks, Self.data, Self.bss])
    partitions = Set(shared.keys).union(withStacks).map { name in
      let (size, alignment) = shared[name] ?? (0, 1)
      var partition = Partition(name: name, size: size)
      guard withStacks.contains(name) else {
        let region = Self.region(of: size, protection)
        partition.reached = region.0
        partition.alignment = max(region.1, alignment)
        return partition
      }
      let below = first[name]?.size ?? 0
      // It begins where its alignment lets it.
      let above = last[name].map { ($0.size + $0.alignment - 1) / $0.alignment * $0.alignment } ?? 0
      let block = BlockLayout(
        first: below, shared: size, last: above,
        alignment: max(alignment, first[name]?.alignment ?? 1, last[name]?.alignment ?? 1))
      partition.size += below + above
      partition.reached = block.size
      partition.alignment = block.alignment
      partition.stacks = Stacks(first: below, last: above, shared: block.shared)
      return partition
    }.sorted { ($0.alignment, $1.name) > ($1.alignment, $0.name) }
  }

  /// What the smallest region reaches that has some bytes, and its alignment.
  static func region(of size: Int, _ protection: Processor.Protection) -> (Int, Int) {
    if size == 0 { return (0, 1) }
    if protection.kind == .cheri { return representable(size) }
    guard protection.kind == .pmsav7 else {
      let granule = max(protection.granule, 8)
      let reached = (size + granule - 1) / granule * granule
      // A block of a power of two takes one entry of a PMP, others two.
      let isBlock = protection.kind == .pmp && reached & (reached - 1) == 0
      return (reached, isBlock ? reached : granule)
    }
    var region = 32
    while region < size { region *= 2 }
    // From 256 bytes on, eighths of a region can be left out (Armv7-M ARM B3.5.5).
    let part = region < 256 ? region : region / 8
    return ((size + part - 1) / part * part, region)
  }

  /// The bytes and the alignment of the shortest block with exact bounds that has some bytes.
  static func representable(_ size: Int) -> (Int, Int) {
    let block = BlockLayout(of: size)
    return (block.size, block.alignment)
  }

  /// What the regions make of the variables, for an image that does not fit; nil if there are none.
  var note: String? {
    if isEmpty { return nil }
    let list = partitions.prefix(8).map {
      "\($0.name) \($0.reached) for \($0.size), at a multiple of \($0.alignment)"
    }
    return "partitions take what a region covers, in bytes: " + list.joined(separator: "; ")
  }

  /// Variables of partitions, before those that are the kernel's.
  ///
  /// The gap before each is a section of its own: the linker aligns the copy in ROM as the section.
  var sections: String {
    partitions.map { partition in
      """
        .partition_gap.\(partition.name) (NOLOAD) : { . = ALIGN(\(partition.alignment)); } > RAM
      \(partition.stacks.map { stackSections(of: partition, $0) } ?? "")\
        .partition.\(partition.name) : {
          bulkhead_partition_data_start_\(partition.name) = .;
          *(\(Self.data)\(partition.name))
          . = ALIGN(8);
          bulkhead_partition_data_end_\(partition.name) = .;
        } > RAM AT > ROM
        .partition_bss.\(partition.name) (NOLOAD) : {
          *(\(Self.bss)\(partition.name))
          bulkhead_partition_variables_end_\(partition.name) = .;
      \(partition.stacks.map { lastStack(of: partition, $0) } ?? "")\
          . = bulkhead_partition_start_\(partition.name) + \(partition.reached);
        } > RAM
        bulkhead_partition_size_\(partition.name) = \(partition.reached);
      \(partition.stacks == nil ? startWithoutStacks(of: partition) : "")
      """
    }.joined()
  }

  private func startWithoutStacks(of partition: Partition) -> String {
    "  bulkhead_partition_start_\(partition.name) = bulkhead_partition_data_start_\(partition.name);\n"
  }

  private func stackSections(of partition: Partition, _ stacks: Stacks) -> String {
    let name = partition.name
    return """
        .partition_stacks.\(name) (NOLOAD) : {
          bulkhead_partition_start_\(name) = .;
          *(\(Self.firstStack)\(name))
          . = bulkhead_partition_start_\(name) + \(stacks.shared.lowerBound);
          bulkhead_partition_shared_\(name) = .;
          *(\(Self.stacks)\(name))
          . = ALIGN(8);
        } > RAM
        bulkhead_partition_shared_size_\(name) = \(stacks.shared.count);
        bulkhead_partition_private_\(name) = \(stacks.first + stacks.last);

      """
  }

  /// At the end, so that what runs over its own first runs through what the bounds leave free.
  private func lastStack(of partition: Partition, _ stacks: Stacks) -> String {
    if stacks.last == 0 { return "" }
    return """
          . = bulkhead_partition_start_\(partition.name) + \(partition.reached - stacks.last);
          *(\(Self.lastStack)\(partition.name))

      """
  }

  /// The same on the host, whose loader copies variables itself.
  var hostSections: String {
    partitions.map { partition in
      """
        .partition.\(partition.name) : ALIGN(\(partition.alignment)) {
          bulkhead_partition_start_\(partition.name) = .;
          *(\(Self.data)\(partition.name))
          *(\(Self.bss)\(partition.name))
          bulkhead_partition_variables_end_\(partition.name) = .;
          . = bulkhead_partition_start_\(partition.name) + \(partition.reached);
        }
        bulkhead_partition_size_\(partition.name) = \(partition.reached);

      """
    }.joined()
  }

  /// For each a struct bulkhead_partition_load.
  var table: String {
    let rows = partitions.map { partition in
      """
          LONG(bulkhead_partition_data_start_\(partition.name));
          LONG(LOADADDR(.partition.\(partition.name)));
          LONG(bulkhead_partition_data_end_\(partition.name));
          LONG(bulkhead_partition_start_\(partition.name) + \(partition.reached));

      """
    }
    return """
        .partition_loads : ALIGN(4) {
          __bulkhead_partition_loads_start = .;
      \(rows.joined())    __bulkhead_partition_loads_end = .;
        } > ROM

      """
  }
}

extension Path {
  /// Whether the file has a text in it.
  fileprivate func mentions(_ text: String) throws -> Bool {
    try Data(contentsOf: URL(fileURLWithPath: string)).range(of: Data(text.utf8)) != nil
  }
}
