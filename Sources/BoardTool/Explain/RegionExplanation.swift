import Devicetree
import ELF
import KernelCore

/// What threads without privileges reach in an image: for each the regions that it has, and the bytes in them
/// that nobody asked for.
public struct RegionExplanation: Sendable {
  /// A thread that the build knows of; without regions if it has privileges for ever.
  struct Thread: Sendable {
    var name: String
    var hasPrivileges: Bool
    var own: [PlannedRegion] = []
    var place: SourceLocation?
    /// Whether the application's Swift starts it, and may do so with privileges.
    var isOfSwift = false

    var beyond: UInt64 { own.reduce(0) { $0 + $1.beyond } }
  }

  let image: String
  let layout: RegionLayout
  /// Every such thread's.
  let code: PlannedRegion
  let threads: [Thread]
  /// Threads that the kernel makes, which have privileges.
  let kernelThreads: [String]
  /// What a thread that is made at run time would have of its stack, and of partitions.
  let stacks: [PlannedRegion]
  let partitions: [PlannedRegion]
  let emptyPartitions: [String]
  let pool: AddressRange?
  /// What becomes of calls between compartments.
  private let calls: [String]
  private let limit: Int
  /// What threads with privileges reach.
  private let privileged: PrivilegedReach
  private let places: [UInt64: SourceLocation]

  /// Builds the image, and reads from it what the kernel lets threads reach.
  ///
  /// Throws if none of its threads can be without privileges.
  public init(building builder: ImageBuilder) async throws {
    try Self.refuse(try await builder.model(), builder.application)
    try await self.init(of: try await builder.build())
  }

  init(of image: Image) async throws {
    let model = image.model
    let layout = try Self.refuse(model, image.application)
    self.layout = layout
    self.image = "\(image.application.name) on \(model.board.name)"
    let file = try ELFFile(image.elf.bytes())
    let found = try ImageRegions(file)
    // The check on the image has let it pass: what follows throws nothing.
    code = try layout.planCode(found.code)
    let symbolizer = Symbolizer(toolchain: try Toolchain(), image: image)
    var threads: [Thread] = []
    if found.givesPrivilegesUp, var stack = found.mainStack {
      let size = UInt32(image.mainStack.size)
      // A process has what its libraries need beside.
      if !model.processor.isHost {
        stack.asked = AddressRange(base: stack.given.first, size: size) ?? stack.given
      }
      threads.append(Thread(name: "main", hasPrivileges: true, own: try layout.plan(own: [stack])))
    }
    for thread in found.threads {
      let reaches = !thread.hasPrivileges || found.givesPrivilegesUp
      threads.append(
        Thread(
          name: thread.name, hasPrivileges: thread.hasPrivileges,
          own: reaches ? try layout.plan(own: [thread.stack]) : [],
          place: await symbolizer.location(ofData: thread.stack.variable ?? 0)))
    }
    let shared = found.partitions.filter {
      $0.name == "partition " + SwiftUserObject.partition
    }
    for thread in found.swiftThreads {
      threads.append(
        Thread(
          name: thread.name, hasPrivileges: false,
          own: try layout.plan(own: [thread.stack] + shared),
          place: await symbolizer.location(ofData: thread.variable), isOfSwift: true))
    }
    self.threads = threads
    let names = Set(file.symbols.filter { $0.section != nil }.map(\.name))
    kernelThreads = [
      ("main_thread", "main"), ("idle_thread", "idle"), ("k_sys_work_q", "the system work queue"),
    ].filter { pair in
      names.contains(pair.0) && !threads.contains { $0.name == pair.1 && $0.place == nil }
    }.map(\.1)
    stacks = try found.stacks.map { try layout.plan($0, in: layout.own[0]) }
    partitions = try found.partitions.map { try layout.plan($0, in: layout.own[1]) }
    emptyPartitions = found.emptyPartitions
    pool = found.pool
    calls =
      try CallExplanation(image.application, model.processor.protection)?.lines() ?? []
    limit = model.configuration.number("MAX_USER_THREADS", or: 0)
    privileged = PrivilegedReach(model, file)
    var places: [UInt64: SourceLocation] = [:]
    for variable in Set((found.stacks + found.partitions).compactMap(\.variable)) {
      places[variable] = await symbolizer.location(ofData: variable)
    }
    self.places = places
  }

  /// The board's layout, if threads of the image may be without privileges.
  @discardableResult
  private static func refuse(
    _ model: ImageModel, _ application: Application
  ) throws -> RegionLayout {
    if model.configuration.isOn("USERSPACE") {
      if model.hasUserThreads { return RegionLayout(model.processor.protection) }
      throw Failure(
        "every thread of \(application.name) reaches all memory: on \(model.board.name) only compartments "
          + "are kept from any",
        remedy: "declare some in system.yml: docs/COMPARTMENTS.md")
    }
    if let compartments = try CompartmentBuild(application, model), let why = compartments.warning {
      throw Failure(
        "\(application.name) on \(model.board.name): \(why)",
        remedy: "build for a board that can keep them apart, with CONFIG_USERSPACE=y: "
          + "docs/COMPARTMENTS.md")
    }
    throw Failure(
      "every thread of \(application.name) on \(model.board.name) reaches all memory: all have privileges",
      remedy: "CONFIG_USERSPACE=y, and the option K_USER for a thread: docs/USER_MODE.md")
  }
}

// MARK: Text

extension RegionExplanation {
  public var text: String {
    let unused = layout.count > layout.needed ? ", of which the kernel uses \(layout.needed)" : ""
    let pairs =
      layout.kind == .pmp
      ? " entries, two for each region, or one for a block of a power of two at a multiple of it"
      : ""
    let count = layout.kind == .pages ? "" : ", \(layout.count)"
    var lines = ["regions of \(image): \(layout.name)\(count)\(pairs)\(unused)"]
    lines += ["every thread without privileges"] + table([row(code)])
    for thread in threads { lines += paragraph(thread) }
    if !kernelThreads.isEmpty {
      lines.append(kernelThreads.joined(separator: ", ") + withPrivileges)
    }
    lines.append(privileged.text)
    return (lines + atRunTime + calls + [total]).joined(separator: "\n")
  }

  private var withPrivileges: String { ": with privileges, reaches " + privileged.inShort }

  private func paragraph(_ thread: Thread) -> [String] {
    let head = "thread \(thread.name)" + (thread.place.map { ", \($0)" } ?? "")
    if thread.own.isEmpty { return [head + withPrivileges] }
    let rows =
      thread.own.map { row($0) } + [
        [numbers([layout.spare(behind: thread.own)]), "spare: for partitions of its domain"]
      ]
    let reach = "reaches \(thread.beyond + code.beyond) bytes that nobody asked for"
    let until = thread.hasPrivileges ? withPrivileges + " until it gives them up, then " : ": "
    let unless =
      thread.isOfSwift ? ", and \(privileged.inShort) if it is started with privileges" : ""
    return [head + until + reach + unless] + table(rows)
  }

  /// Threads that nobody knows of before: what there is for them.
  private var atRunTime: [String] {
    var lines = [
      "threads made at run time, at most \(limit) without privileges at a time "
        + "(CONFIG_MAX_USER_THREADS): not known before"
    ]
    if !stacks.isEmpty {
      lines.append("what one would have of a stack")
      lines += table(stacks.map { row($0, places[$0.grant.variable ?? 0]) })
    }
    if let pool {
      lines.append(
        "stacks of k_thread_stack_alloc, in \(pool.text): what one region covers, no less than "
          + "asked for")
    }
    if !partitions.isEmpty {
      let all = numbers([layout.ofPartitions])
      lines.append(
        "what one would have of a partition in its domain, of which there may be "
          + "\(layout.own.count - 1)")
      lines += table(
        partitions.map { [all] + row($0, places[$0.grant.variable ?? 0]).dropFirst() })
    }
    if !emptyPartitions.isEmpty {
      lines.append(
        "partitions without bytes, which no domain can have: "
          + emptyPartitions.joined(separator: ", "))
    }
    return lines
  }

  private var total: String {
    let parts = [
      ("code and constants", [code]), ("stacks of threads", threads.compactMap(\.own.first)),
      ("other stacks", stacks), ("partitions", partitions),
    ].filter { !$0.1.isEmpty }.map { ($0.0, $0.1.reduce(0) { $0 + $1.beyond }) }
    return "bytes in reach that nobody asked for: "
      + parts.map { "\($0.1) with \($0.0)" }.joined(separator: ", ")
      + "; \(parts.reduce(0) { $0 + $1.1 }) in all"
  }

  /// Number, addresses, access, bytes, what was asked for, what is beyond it, whose it is.
  private func row(_ region: PlannedRegion, _ place: SourceLocation? = nil) -> [String] {
    let given = region.grant.given
    return [
      numbers([region.numbers]), given.text, region.grant.access.text, "\(given.size)",
      "\(region.grant.asked.size)", "\(region.beyond)",
      region.grant.name + (place.map { ", \($0)" } ?? ""),
    ]
  }

  /// The hardware's, as one range.
  private func numbers(_ entries: some Collection<Range<Int>>) -> String {
    let first = entries.map(\.lowerBound).min() ?? 0
    let last = (entries.map(\.upperBound).max() ?? 0) - 1
    return first == last ? "\(first)" : "\(first)-\(last)"
  }

  private func table(_ rows: [[String]]) -> [String] {
    let titles = ["region", "addresses", "access", "bytes", "asked", "beyond", "whose"]
    let widths = titles.indices.map { column in
      column == 1 ? 21 : max(titles[column].count, 6)
    }
    return ([titles] + rows).map { row in
      "  "
        + row.enumerated().map { column, cell in
          if column == row.count - 1 { return cell }
          let space = String(repeating: " ", count: max(0, widths[column] - cell.count))
          return (3...5).contains(column) ? space + cell : cell + space
        }.joined(separator: "  ")
    }
  }
}

extension Access {
  /// As `ls` shows it.
  fileprivate var text: String {
    (contains(.read) ? "r" : "-") + (contains(.write) ? "w" : "-")
      + (contains(.execute) ? "x" : "-")
  }
}
