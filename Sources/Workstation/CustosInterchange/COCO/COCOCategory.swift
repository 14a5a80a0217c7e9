/// A class of a COCO file.
struct COCOCategory: Decodable {
  let id: Int
  let name: String
  /// Names of members that are not read.
  let others: [String]

  private enum CodingKeys: String, CodingKey, CaseIterable { case id, name }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    id = try members.decode(Int.self, forKey: .id)
    name = try members.decode(String.self, forKey: .name)
    // An empty supercategory is what tools write that have none.
    others = try decoder.otherMembers(than: Set(CodingKeys.allCases.map(\.rawValue)))
      .filter { $0 != "supercategory" }
  }
}
