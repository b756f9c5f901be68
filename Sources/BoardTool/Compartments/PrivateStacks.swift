import Devicetree
import ELF

/// Which two stacks of a compartment that capabilities confine only their own threads reach: the first of its threads,
/// those of system.yml before those of K_THREAD_DEFINE, and then of calls into it.
///
/// What is chosen stands in the compartment's object, as names of sections.
struct PrivateStacks: Equatable {
  private var compartment: String
  /// Sections of stacks in the objects of its sources; there are no more than two.
  private var chosen: [String]

  /// What a stack's section is called there (Include/zephyr/kernel/thread_stack.h); arrays have no name.
  private static let prefix = ".noinit.stacks."
  /// Those of K_THREAD_DEFINE.
  private static let prefixOfThreads = prefix + "bulkhead_stack_"

  init(of compartment: SystemDescription.Compartment, in parts: [Path]) throws {
    self.compartment = compartment.name
    let sections = try parts.flatMap { try ELFFile($0.bytes()).sections }.filter { $0.size > 0 }
    let stacks = sections.map(\.name).filter { $0.hasPrefix(Self.prefix) }
    let declared = compartment.threads.map { Self.prefixOfThreads + $0.name }
    let others = stacks.filter { $0.hasPrefix(Self.prefixOfThreads) && !declared.contains($0) }
    let hasArrays = sections.contains { $0.name == Self.prefix.dropLast() }
    let hasOthers = stacks.count + compartment.callers > 1 || hasArrays
    chosen = hasOthers ? Array((declared + others).prefix(2)) : []
  }

  /// The sections of a compartment's object.
  var layout: String {
    let places = [PartitionSections.firstStack, PartitionSections.lastStack]
    let own = zip(places, chosen).map { "  \($0)\(compartment) : { *(\($1)) }\n" }.joined()
    return own + "  \(PartitionSections.stacks)\(compartment) : { *(.noinit .noinit.*) }\n"
  }

  /// For each place of callers the section that its stack is in, beside what its object has.
  static func sections(
    forCallersOf compartment: SystemDescription.Compartment, beside sections: [ELFFile.Section]
  ) -> [String] {
    func has(_ prefix: String) -> Bool {
      sections.contains { $0.size > 0 && $0.name == prefix + compartment.name }
    }
    let places = [PartitionSections.firstStack, PartitionSections.lastStack]
    let isAlone =
      compartment.callers == 1 && !(places + [PartitionSections.stacks]).contains(where: has)
    let free = isAlone ? [] : places.filter { !has($0) }
    return (0..<compartment.callers).map { index in
      (index < free.count ? free[index] : PartitionSections.stacks) + compartment.name
    }
  }
}
