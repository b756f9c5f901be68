// What a user asks of a symbol: checked for its form here, never against dependencies, since
// those may change with the next assignment.

extension Symbol {
  /// Remembers what the user asks for.
  ///
  /// False, and nothing is remembered, when the type cannot hold the value.
  func assign(_ value: String, at location: Location?) -> Bool {
    switch declaredType {
    case .bool, .tristate:
      guard let wanted = Tristate(letter: value) else { return false }
      if declaredType == .bool && wanted == .module { return false }
      userTristate = wanted
      // What was selected stays selected until something else is, also while it is invisible.
      if wanted == .yes { choice?.userSelection = self }
    case .int:
      guard Number(value, radix: 10) != nil else { return false }
      userText = value
    case .hex:
      guard let number = Number(value, radix: 16), number >= .zero else { return false }
      userText = value
    case .string: userText = value
    case .unknown: return false
    }
    assignment = location
    return true
  }

  /// Forgets what the user asked for.
  func unassign() {
    userTristate = nil
    userText = nil
    assignment = nil
    if let choice, choice.userSelection === self { choice.userSelection = nil }
  }
}

extension Choice {
  /// Takes the mode from a value given to a member.
  ///
  /// False when the choice cannot have it.
  func assignMode(_ mode: Tristate) -> Bool {
    switch declaredType {
    case .tristate: break
    case .bool where mode != .module: break
    default: return false
    }
    userMode = mode
    return true
  }
}
