// What a JSON file has, with numbers, truth and nothing told apart.

/// A value of JSON.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Int)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let object = try? container.decode([String: JSONValue].self) {
      self = .object(object)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a fraction, or a number of more than 64 bits")
    }
  }

  /// A word as the files write it.
  static func hex(_ number: some BinaryInteger, digits: Int = 8) -> JSONValue {
    let text = String(number, radix: 16)
    return .string(String(repeating: "0", count: max(0, digits - text.count)) + text)
  }

  static func number(_ number: UInt32) -> JSONValue { .number(Int(number)) }

  static func number(_ isSet: Bool) -> JSONValue { .number(isSet ? 1 : 0) }

  /// In one line, the members of an object by name.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .number(let number): "\(number)"
    case .string(let string): string
    case .array(let array): "[" + array.map(\.text).joined(separator: " ") + "]"
    case .object(let object):
      "{"
        + object.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
        .joined(separator: ", ") + "}"
    }
  }
}
