import ELF
import KernelCore

/// What threads with privileges reach in an image: everything, or with CONFIG_CLOSED_STACKS everything but the
/// stacks of others.
struct PrivilegedReach: Equatable {
  /// All stacks of threads, where they are closed.
  var closed: AddressRange?
  /// Why they are not.
  var reason = ""

  init(_ model: ImageModel, _ file: ELFFile) {
    let kind = model.processor.protection.kind
    if model.configuration.isOn("CLOSED_STACKS") {
      let ends = ["__bulkhead_stacks_start", "__bulkhead_stacks_end"].map { name in
        file.symbols.first { $0.name == name }.flatMap { UInt32(exactly: $0.address) }
      }
      if let start = ends[0], let end = ends[1], start < end {
        closed = AddressRange(start, through: end - 1)
      }
    } else if kind == .pmp {
      reason = "the PMP keeps machine mode from nothing without Smepmp"
    } else {
      reason = "CONFIG_CLOSED_STACKS is off"
    }
  }

  /// What such a thread reaches, in its line.
  var inShort: String { closed == nil ? "everything" : "everything but the stacks of others" }

  var text: String {
    guard let closed else { return "stacks are open to threads with privileges: \(reason)" }
    return "stacks, in \(closed.text), are closed to threads with privileges, but for their own"
  }
}
