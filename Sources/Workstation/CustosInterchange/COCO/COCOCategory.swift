/// A class of a COCO file.
struct COCOCategory: Decodable {
  let id: Int
  let name: String
  /// Names of members that are not read.
  let others: [String]

  private enum CodingKeys: String, CodingKey, CaseIterable { case id, name, supercategory }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    id = try members.decode(Int.self, forKey: .id)
    name = try members.decode(String.self, forKey: .name)
    var others = try decoder.otherMembers(than: Set(CodingKeys.allCases.map(\.rawValue)))
    // Tools without supercategories write empty ones.
    if try members.decodeIfPresent(String.self, forKey: .supercategory) ?? "" != "" {
      others.append("supercategory")
    }
    self.others = others
  }
}
