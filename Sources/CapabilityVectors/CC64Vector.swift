// The operations that a file of CC64 vectors may name.

import Capability

/// A vector of the CC64 form: inputs and outputs in one object.
struct CC64Vector {
  var input: VectorFields

  private func capability(_ name: String = "cap") throws -> CC64 {
    try input.capability(name, as: CC64.self)
  }

  /// The members that are outputs, by what the file calls them.
  func output(of operation: String) throws -> [String: JSONValue] {
    switch operation {
    case "decode": return Self.decoded(try capability())
    case "setbounds":
      let result = try capability().settingBounds(length: try input.word("len"))
      let bounds = result.value.bounds
      return [
        "out": result.value.json, "exact": .number(result.isExact),
        "exact_form_tag": .number(result.exactly.isTagged), "base": .hex(bounds.base),
        "top": .hex(bounds.top, digits: 9),
      ]
    case "setaddr":
      return try moved(capability()) { try $0.settingAddress(input.word("addr")) }
    case "incoffset":
      return try moved(capability()) { try $0.addingToAddress(input.word("inc")) }
    case "setoffset":
      return try moved(capability()) { try $0.settingOffset(input.word("off")) }
    case "andperm":
      let mask = CC64Permissions(rawValue: try input.word("mask"))
      return ["out": try capability().restrictingPermissions(to: mask).json]
    case "setflags":
      return ["out": try capability().settingFlag(try input.word("flags") & 1 != 0).json]
    case "seal": return ["out": try capability().sealed(with: capability("auth")).json]
    case "unseal": return ["out": try capability().unsealed(with: capability("auth")).json]
    case "sealentry": return ["out": try capability().sealedAsEntry().json]
    case "buildcap": return ["out": try capability("auth").rebuilding(try capability()).json]
    case "compare":
      let (left, right) = (try capability("a"), try capability("b"))
      return [
        "testsubset": .number(left.covers(right)), "seqx": .number(left == right),
        "sub": .hex(left.address &- right.address),
      ]
    case "cram":
      let length = try input.word("len")
      return [
        "cram": .hex(CC64.alignmentMask(forLength: length)),
        "crrl": .hex(CC64.representableLength(length)),
      ]
    default: throw VectorError("nobody knows this operation")
    }
  }

  /// Whether bounds would survive the move is a question apart from the tag and the seal.
  private func moved(
    _ value: CC64, _ move: (CC64) throws -> CC64
  ) rethrows -> [String: JSONValue] {
    var free = value.enteringSeal()
    free.isTagged = true
    return [
      "out": try move(value).json, "representable": .number(try move(free).isTagged),
    ]
  }

  private static func decoded(_ value: CC64) -> [String: JSONValue] {
    let bounds = value.bounds
    return [
      "pesbt": .hex(value.fields), "base": .hex(bounds.base),
      "top": .hex(bounds.top, digits: 9), "getlen": .hex(bounds.lengthWord),
      "offset": .hex(value.offset), "perms": .hex(value.permissions.rawValue, digits: 3),
      "otype": .number(value.typeField), "gettype": .hex(value.type),
      "flags": .number(value.flag), "ie": .number(value.hasInternalExponent),
      "exp": .number(value.storedExponent),
    ]
  }
}
