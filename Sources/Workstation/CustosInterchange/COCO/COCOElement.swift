/// An element of one of the arrays of a COCO file, or what is wrong with it.
struct COCOElement<Value: Decodable>: Decodable {
  let value: Result<Value, any Error>

  init(from decoder: any Decoder) throws {
    value = Result { try Value(from: decoder) }
  }
}

/// The name of any member.
struct COCOKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Names of the members that are not among the given ones and hold something.
  func otherMembers(than known: Set<String>) throws -> [String] {
    let members = try container(keyedBy: COCOKey.self)
    return members.allKeys.filter { !known.contains($0.stringValue) }
      .filter { (try? members.decodeNil(forKey: $0)) == false }.map(\.stringValue)
  }
}
