import BoardTool

/// Rows about an image's size.
enum SizeRows {
  static func rows(_ image: Image, _ variant: String) throws -> [Figures.Row] {
    let size = try ImageSize(of: image)
    let parts = [
      ("text", Int(size.text)), ("data", Int(size.data)), ("bss", Int(size.bss)),
      ("copies, in text", size.copies),
    ]
    return (parts + [("padding", try CompartmentReach.padding(in: image))]).map {
      Figures.Row($0, variant, [.number($1)])
    }
  }
}

/// Rows about what each compartment of an image reaches.
enum ReachRows {
  static func columns(_ bytes: Source) -> [Figures.Column] {
    [
      .init("regions or capabilities", .regions), .init("code and constants", bytes),
      .init("memory", bytes), .init("others' stacks", bytes),
      .init("beyond what was asked", bytes),
    ]
  }

  static func rows(_ image: Image, _ variant: String) throws -> [Figures.Row] {
    try CompartmentReach.all(in: image).map { reach in
      Figures.Row(
        reach.name, variant,
        [reach.regions, reach.code, reach.memory, reach.otherStacks, reach.beyond]
          .map(Figures.Cell.number))
    }
  }
}

extension ReachRows {
  /// Of compartments that nothing keeps apart.
  static func open(_ names: [String], _ variant: String) -> [Figures.Row] {
    names.map { name in
      let all = columns(.bytes).dropFirst().map { _ in Figures.Cell.words("all") }
      return Figures.Row(name, variant, [.number(0)] + all)
    }
  }
}

extension [[Figures.Row]] {
  /// The first of each, then the second of each: rows about the same thing together.
  var interleaved: [Figures.Row] {
    (first ?? []).indices.flatMap { index in map { $0[index] } }
  }
}
