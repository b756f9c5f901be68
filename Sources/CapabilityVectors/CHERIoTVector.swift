// The operations that a file of CHERIoT vectors may name.

import Capability

/// A vector of the CHERIoT form: inputs in one object, outputs in another.
struct CHERIoTVector {
  var input: VectorFields

  private func first() throws -> CHERIoT { try input.capability("cap", as: CHERIoT.self) }
  private func value() throws -> UInt32 { try input.word("value") }

  private func pair() throws -> (CHERIoT, CHERIoT) {
    (
      try input.capability("cap1", as: CHERIoT.self), try input.capability("cap2", as: CHERIoT.self)
    )
  }

  /// The members of the output, by what the file calls them.
  func output(of operation: String) throws -> [String: JSONValue] {
    do {
      return try result(operation)
    } catch let fault as CapabilityFault {
      return Self.trap(.capability(fault))
    } catch let fault as MemoryFault {
      return Self.trap(fault)
    }
  }

  private static func trap(_ fault: MemoryFault) -> [String: JSONValue] {
    var trap: [String: JSONValue] = ["cause": .number(fault.cause)]
    if case .capability(let fault) = fault { trap["capcause"] = .number(UInt32(fault.rawValue)) }
    return ["trap": .object(trap)]
  }

  private func result(_ operation: String) throws -> [String: JSONValue] {
    switch operation {
    case "decode": return Self.decoded(try first())
    case "get_perm": return word(try first().permissions.rawValue)
    case "get_type": return word(try first().type)
    case "get_base": return word(try first().bounds.base)
    case "get_len": return word(try first().bounds.lengthWord)
    case "get_tag": return word(try first().isTagged ? 1 : 0)
    case "get_top": return word(try first().bounds.topWord)
    case "get_addr": return word(try first().address)
    case "get_high": return word(try first().high)
    case "cram": return word(CHERIoT.alignmentMask(forLength: try input.word("length")))
    case "crrl": return word(CHERIoT.representableLength(try input.word("length")))
    case "clear_tag": return capability(try first().clearingTag())
    case "and_perm":
      let mask = CHERIoTPermissions(rawValue: try value())
      return capability(try first().restrictingPermissions(to: mask))
    case "set_bounds": return capability(try first().settingBounds(length: try value()).value)
    case "set_bounds_exact":
      return capability(try first().settingBounds(length: try value()).exactly)
    case "set_bounds_round_down":
      return capability(try first().settingBoundsRoundedDown(length: try value()))
    case "set_addr": return capability(try first().settingAddress(try value()))
    case "inc_addr": return capability(try first().addingToAddress(try value()))
    case "set_high": return capability(try first().settingHigh(try value()))
    case "seal", "unseal":
      let (subject, key) = try pair()
      let isSeal = operation == "seal"
      return capability(isSeal ? subject.sealed(with: key) : subject.unsealed(with: key))
    case "test_subset":
      let (left, right) = try pair()
      return word(left.covers(right) ? 1 : 0)
    case "eq_exact":
      let (left, right) = try pair()
      return word(left == right ? 1 : 0)
    case "csub":
      let (left, right) = try pair()
      return word(left.address &- right.address)
    case "load_cap": return try load()
    case "store_cap": return try store()
    case "check_data": return try check()
    case "jump": return try jump()
    default: throw VectorError("nobody knows this operation")
    }
  }

  private func word(_ value: UInt32) -> [String: JSONValue] { ["value": .hex(value)] }
  private func capability(_ value: CHERIoT) -> [String: JSONValue] { ["cap": value.json] }

  private static func decoded(_ value: CHERIoT) -> [String: JSONValue] {
    let bounds = value.bounds
    let isEmpty = bounds.top < UInt64(bounds.base)
    return [
      "tag": .number(value.isTagged), "reserved": .number(value.reserved),
      "perms": .hex(value.permissions.rawValue, digits: 3), "otype": .number(value.type),
      "E": .number(value.exponent), "B": .number(value.baseField), "T": .number(value.topField),
      "base": .hex(bounds.base), "top": .hex(bounds.top, digits: 9), "addr": .hex(value.address),
      "length": isEmpty ? .null : .hex(bounds.length, digits: 9),
    ]
  }

  private func load() throws -> [String: JSONValue] {
    let authority = try input.capability("auth", as: CHERIoT.self)
    let place = try authority.capabilityLoadAddress(displacement: try input.integer("imm"))
    let memory = try input.capability("mem", as: CHERIoT.self)
    let isRevoked = try input.flag("revoked")
    let granule = try input.member("revoked_granule") == .null ? nil : input.word("revoked_granule")
    let value = memory.loaded(through: authority) { base in
      isRevoked && granule.map { $0 / CHERIoT.size == base / CHERIoT.size } ?? true
    }
    return ["addr": .hex(place), "cap": value.json]
  }

  private func store() throws -> [String: JSONValue] {
    let authority = try input.capability("auth", as: CHERIoT.self)
    let value = try first()
    let place = try authority.capabilityStoreAddress(
      of: value, displacement: try input.integer("imm"))
    return ["addr": .hex(place), "mem": value.stored(through: authority).json]
  }

  private func check() throws -> [String: JSONValue] {
    let authority = try input.capability("auth", as: CHERIoT.self)
    guard let bytes = UInt32(exactly: try input.integer("size")), [1, 2, 4].contains(bytes) else {
      throw VectorError("'size' is not 1, 2 or 4")
    }
    let place = try authority.dataAddress(
      displacement: try input.integer("imm"), bytes: bytes, isWrite: try input.flag("write"))
    return ["addr": .hex(place)]
  }

  private func jump() throws -> [String: JSONValue] {
    let links: [String: CHERIoT.Link] = ["zero": .none, "ra": .returnAddress, "other": .other]
    guard let link = links[try input.text("rd")] else {
      throw VectorError("'rd' is not zero, ra or other")
    }
    let target = try input.capability("target", as: CHERIoT.self)
    let jump = try target.jump(
      by: try input.integer("imm"), link: link,
      isThroughReturnAddress: try input.flag("rs1_is_ra"),
      from: try input.capability("pcc", as: CHERIoT.self), next: try input.word("next_pc"),
      areInterruptsEnabled: try input.flag("mie"))
    return [
      "pcc": jump.code.json, "pc": .hex(jump.address), "link": jump.link?.json ?? .null,
      "mie": .number(jump.areInterruptsEnabled),
    ]
  }
}
