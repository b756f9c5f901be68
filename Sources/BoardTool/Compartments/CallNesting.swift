/// How deep calls into compartments nest, by their imports: whoever calls may be code without a compartment, the init
/// thread, or a compartment's thread.
///
/// Each place in a compartment keeps who is in it and where that goes on, so a call that has begun returns. This is
/// how many places one thread holds at most: compartments that call each other in a circle give it all of theirs.
struct CallNesting: Equatable {
  /// Calls, the outermost included.
  let depth: Int
  /// Compartments from the outermost call to the innermost; of those in a circle all.
  let path: [String]
  /// Whether a compartment can call itself, by way of others or not.
  let isCircular: Bool

  init(of system: SystemDescription) {
    let names = system.compartments.map(\.name)
    let numbers = names.indices
    let calls = system.compartments.map { compartment in
      Set(
        compartment.imports.compactMap { $0.parts?.compartment }.compactMap(names.firstIndex))
    }
    var reached = calls
    for middle in numbers {
      for one in numbers where reached[one].contains(middle) {
        reached[one].formUnion(reached[middle])
      }
    }
    /// Those that call it, and that it calls.
    func circle(of one: Int) -> [Int] {
      reached[one].contains(one)
        ? numbers.filter { reached[one].contains($0) && reached[$0].contains(one) } : [one]
    }
    var longest: [Int: (depth: Int, path: [Int])] = [:]
    func visit(_ one: Int) -> (depth: Int, path: [Int]) {
      let circle = circle(of: one)
      if let known = longest[circle[0]] { return known }
      let places =
        reached[one].contains(one) ? circle.reduce(0) { $0 + system.compartments[$1].callers } : 1
      var inner: (depth: Int, path: [Int]) = (0, [])
      let next = Set(circle.flatMap { calls[$0] }).subtracting(circle)
      for other in next.sorted() {
        let found = visit(other)
        if found.depth > inner.depth { inner = found }
      }
      longest[circle[0]] = (places + inner.depth, circle + inner.path)
      return (places + inner.depth, circle + inner.path)
    }
    let isCalled = system.compartments.map { !$0.exports.isEmpty || $0.comesUp }
    var found: (depth: Int, path: [Int]) = (0, [])
    for one in numbers where isCalled[one] {
      let chain = visit(one)
      if chain.depth > found.depth { found = chain }
    }
    depth = found.depth
    path = found.path.map { names[$0] }
    isCircular = found.path.contains { reached[$0].contains($0) }
  }

  var text: String {
    if depth == 0 { return "nothing calls into a compartment" }
    return "calls nest at most \(depth) deep, in " + path.joined(separator: ", ")
      + (isCircular ? ": as many as there are places, for some call each other" : "")
      + "; each place keeps where its caller goes on"
  }
}
