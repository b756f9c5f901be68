import Devicetree
import KernelCore

/// What the build can know of regions: what would end the run, or be refused whenever it is tried, stops it.
///
/// Which thread is in which domain is decided when the image runs, so nothing is known of most sets of partitions.
struct RegionCheck {
  private let layout: RegionLayout
  private let model: ImageModel

  /// Nil for an image whose threads all have privileges.
  init?(_ model: ImageModel) {
    // Compartments have all that capabilities confine, and their bounds are exact, or the link fails.
    guard model.configuration.isOn("USERSPACE"), model.processor.protection.kind != .cheri else {
      return nil
    }
    layout = RegionLayout(model.processor.protection)
    self.model = model
  }

  /// Throws if the chip has fewer regions than the kernel loads.
  func checkChip() throws {
    if layout.needed <= layout.count { return }
    let count = layout.count == 0 ? "none" : "\(layout.count)"
    throw Failure(
      "threads without privileges take \(layout.needed) regions of \(layout.name), and the processor of "
        + "\(model.board.name) has \(count)",
      at: model.configuration.assignments["USERSPACE"], remedy: "CONFIG_USERSPACE=n")
  }

  /// Throws if threads of K_THREAD_DEFINE could not be created, or a partition could not be in any domain.
  func check(_ image: ImageRegions, _ symbolizer: Symbolizer) async throws {
    let users = image.threads.filter { !$0.hasPrivileges }
    let limit = model.configuration.number("MAX_USER_THREADS", or: 0)
    if users.count > limit { throw await tooMany(users, limit, symbolizer) }
    do throws(RegionShortage) {
      _ = try layout.planCode(image.code)
      for thread in users { _ = try layout.plan(own: [thread.stack]) }
      for partition in image.partitions {
        if layout.refusesOverlaps, partition.given.overlaps(image.code.given) {
          throw .overlapping(partition, image.code)
        }
        _ = try layout.plan(partition, in: layout.own[1])
      }
    } catch {
      throw await error.failure(of: "a thread", layout) {
        await symbolizer.location(ofData: $0)
      }
    }
  }

  /// The boot creates them all, before any of them runs.
  private func tooMany(
    _ users: [ImageRegions.StaticThread], _ limit: Int, _ symbolizer: Symbolizer
  ) async -> Failure {
    var notes: [Failure.Note] = []
    for thread in users {
      let place = await symbolizer.location(ofData: UInt64(thread.stack.given.first))
      notes.append(.init("thread \(thread.name)", at: place))
    }
    let option = "CONFIG_MAX_USER_THREADS"
    return Failure(
      "the boot creates \(users.count) threads without privileges, and \(option) is \(limit)",
      at: model.configuration.assignments["MAX_USER_THREADS"], notes: notes,
      remedy: "\(option)=\(users.count), or more if others are made at run time")
  }
}
