/// A page of a COCO file.
struct COCOImage: Decodable {
  let id: Int
  let fileName: String
  /// Absent or 0 in files of some tools.
  let width: Int?
  let height: Int?
  /// Names of members that are not read.
  let others: [String]

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, width, height
    case fileName = "file_name"
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    id = try members.decode(Int.self, forKey: .id)
    fileName = try members.decode(String.self, forKey: .fileName)
    width = try members.decodeIfPresent(Int.self, forKey: .width)
    height = try members.decodeIfPresent(Int.self, forKey: .height)
    others = try decoder.otherMembers(than: Set(CodingKeys.allCases.map(\.rawValue)))
  }
}
