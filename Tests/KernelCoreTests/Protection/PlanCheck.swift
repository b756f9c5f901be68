import KernelCore
import Testing

/// Compares what a plan promises with what a model of the hardware does with its words, for every
/// address there is: between two neighbouring edges of grants and of the words all bytes are alike.
struct PlanCheck<Model: ProtectionModel> {
  let grants: [Grant]
  let plan: RegionPlan<Model.Backend>
  let model: Model
  private let cells: [Range<UInt64>]

  init(_ grants: [Grant], _ plan: RegionPlan<Model.Backend>) {
    self.grants = grants
    self.plan = plan
    model = Model(loading: plan)
    var edges: Set<UInt64> = [0, 1 << 32]
    for grant in grants {
      for range in [grant.range, grant.room] {
        edges.formUnion([UInt64(range.first), UInt64(range.last) + 1])
      }
    }
    edges.formUnion(model.edges.filter { $0 < 1 << 32 })
    let sorted = edges.sorted()
    cells = zip(sorted, sorted.dropFirst()).map { $0..<$1 }
  }

  /// What is wrong, for a test to print; nil: nothing.
  var mistake: String? {
    if let mistake = model.mistakes.first { return mistake }
    for cell in cells {
      if let mistake = mistake(in: cell) { return mistake }
    }
    return mistakeAcross ?? mistakeInFigures
  }

  private func asks(_ cell: Range<UInt64>) -> [Grant] {
    grants.filter { $0.range.contains(UInt32(cell.lowerBound)) }
  }

  /// What is asked for is permitted just so, nothing outside the rooms, and in a room beyond the
  /// range nothing, or what its owner may do.
  private func mistake(in cell: Range<UInt64>) -> String? {
    let address = UInt32(cell.lowerBound)
    let found = model.access(at: address)
    let asking = asks(cell)
    if let grant = asking.first {
      return found == grant.access ? nil : "\(address): \(found) instead of \(grant.access)"
    }
    let possible = grants.filter { $0.room.contains(address) }.map(\.access)
    return found.isEmpty || possible.contains(found) ? nil : "\(address): \(found) in nobody's room"
  }

  /// An access of up to eight bytes within a grant is permitted wherever it begins.
  private var mistakeAcross: String? {
    for grant in grants {
      for one in [Access.read, .write, .execute] where grant.access.contains(one) {
        let (first, end) = (UInt64(grant.range.first), UInt64(grant.range.last) + 1)
        for edge in cells.map(\.lowerBound) where first < edge && edge < end {
          for bytes: UInt64 in [2, 4, 8] {
            for back in 1..<bytes where first + back <= edge && edge + bytes - back <= end {
              let address = UInt32(edge - back)
              if !model.permits(one, at: address, bytes: Int(bytes), privileged: false) {
                return "\(bytes) bytes at \(address) are not in one piece"
              }
            }
          }
        }
      }
    }
    return nil
  }

  private var mistakeInFigures: String? {
    var beyond: UInt64 = 0
    var paddings = [UInt64](repeating: 0, count: grants.count)
    var serving = grants.map { _ in Set<Int>() }
    for cell in cells {
      let found = model.entries(having: UInt32(cell.lowerBound))
      for (index, grant) in grants.enumerated()
      where grant.range.contains(UInt32(cell.lowerBound)) {
        serving[index].formUnion(found)
      }
    }
    for cell in cells where asks(cell).isEmpty {
      let found = model.entries(having: UInt32(cell.lowerBound))
      let bytes = cell.upperBound - cell.lowerBound
      if !found.isEmpty { beyond += bytes }
      for index in grants.indices where !serving[index].isDisjoint(with: found) {
        paddings[index] += bytes
      }
    }
    if plan.bytesBeyond(grants.span) != beyond {
      return "\(plan.bytesBeyond(grants.span)) bytes beyond are \(beyond)"
    }
    for index in grants.indices {
      let padding = plan.padding(of: index, grants.span)
      if padding != paddings[index] {
        return "grant \(index): \(padding) bytes of padding are \(paddings[index])"
      }
      if Int(plan.takes[index]) < serving[index].count {
        return "grant \(index) takes \(serving[index].count), not \(plan.takes[index])"
      }
    }
    if plan.used + plan.spare != plan.numbers.count { return "entries are lost" }
    let unused = plan.words.enumerated().dropFirst(plan.used)
    return unused.allSatisfy {
      $1 == Model.Backend.disabled(number: plan.numbers.lowerBound + $0)
    } ? nil : "an entry that is not used is not disabled"
  }
}

/// A plan that must exist, checked.
func checked<Model: ProtectionModel>(
  _ model: Model.Type, _ grants: [Grant], entries: Range<Int> = 0..<16,
  location: SourceLocation = #_sourceLocation
) throws -> PlanCheck<Model> {
  let plan = try RegionPlan<Model.Backend>(grants.span, entries: entries)
  let check = PlanCheck<Model>(grants, plan)
  if let mistake = check.mistake {
    Issue.record("\(mistake): \(grants) \(plan.words)", sourceLocation: location)
  }
  return check
}
