import Devicetree
import KernelCore

/// Why the kernel could not let threads reach what an image grants them.
enum RegionShortage: Error {
  /// No region covers just that.
  case uncoverable(RegionGrant, PlanFailure)
  /// It has bytes of another, and the hardware lets nobody reach what two regions cover.
  case overlapping(RegionGrant, RegionGrant)
  /// There are more than the kernel has regions for.
  case tooMany([RegionGrant], room: Int)
}

extension RegionShortage {
  /// What stops a build; `place` tells where in the source a variable is.
  func failure(
    of who: String, _ layout: RegionLayout, place: (UInt64) async -> SourceLocation?
  ) async -> Failure {
    switch self {
    case .uncoverable(let grant, let reason):
      return Failure(
        "\(grant.name) is \(grant.given.text), which no single region covers: "
          + reason.text(layout), at: await location(of: grant, place),
        remedy: reason.remedy(grant.given, layout))
    case .overlapping(let grant, let other):
      return Failure(
        "\(grant.name) is \(grant.given.text), of which some is in \(other.name), "
          + other.given.text + ": what two regions of \(layout.name) cover is out of reach",
        at: await location(of: grant, place))
    case .tooMany(let grants, let room):
      var notes: [Failure.Note] = []
      for grant in grants {
        let location = await location(of: grant, place)
        notes.append(.init("\(grant.name), \(grant.given.text)", at: location))
      }
      return Failure(
        "\(who) is to reach \(grants.count) pieces of memory of its own, and has \(room) regions for "
          + "them", notes: notes,
        remedy: "put variables that the same threads reach into one partition")
    }
  }

  private func location(
    of grant: RegionGrant, _ place: (UInt64) async -> SourceLocation?
  ) async -> SourceLocation? {
    guard let variable = grant.variable else { return nil }
    return await place(variable)
  }
}

extension PlanFailure {
  fileprivate func text(_ layout: RegionLayout) -> String {
    switch self {
    case .tooManyGrants: "there are more than sixteen of them"
    case .doesNotFit(let needed, _): "it takes \(needed)"
    case .refused(_, let refusal): refusal.text(layout)
    }
  }

  /// What could be covered instead.
  fileprivate func remedy(_ range: AddressRange, _ layout: RegionLayout) -> String? {
    switch self {
    case .tooManyGrants: return nil
    case .refused(_, .granule), .doesNotFit:
      return layout.smallestRegion(around: range).map {
        "the smallest that has all of it is \($0.text)"
      }
    case .refused: return "choose another of the K_MEM_PARTITION_P_…_U_… attributes"
    }
  }
}

extension Refusal {
  fileprivate func text(_ layout: RegionLayout) -> String {
    switch self {
    case .outsideRoom, .conflict: "it shares bytes with others"
    case .noAccess: "nothing may be done with it"
    case .writeWithoutRead: "it may be written but not read"
    case .executeWithoutRead: "it may be executed but not read"
    case .executeDevice: "it is a device's, and may be executed"
    case .granule: "regions begin and end at multiples of \(layout.granule) bytes"
    }
  }
}
