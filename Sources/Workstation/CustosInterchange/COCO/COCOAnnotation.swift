import CustosImage

/// A symbol of a COCO file.
struct COCOAnnotation: Decodable {
  let id: Int?
  let imageID: Int
  let categoryID: Int
  let box: Box
  /// Whether it is a region of many objects rather than one.
  let isCrowd: Bool
  let staffPosition: String?
  /// Names of members that are not read.
  let others: [String]

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, bbox, area, iscrowd, segmentation, attributes
    case imageID = "image_id"
    case categoryID = "category_id"
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    id = try members.decodeIfPresent(Int.self, forKey: .id)
    imageID = try members.decode(Int.self, forKey: .imageID)
    categoryID = try members.decode(Int.self, forKey: .categoryID)
    let sides = try members.decode([Double].self, forKey: .bbox)
    guard sides.count == 4 else {
      throw DecodingError.dataCorruptedError(
        forKey: .bbox, in: members,
        debugDescription: "it has \(sides.count) numbers instead of left, top, width and height")
    }
    box = Box(
      x1: sides[0], y1: sides[1], x2: Decimals.tidy(sides[0] + sides[2]),
      y2: Decimals.tidy(sides[1] + sides[3]))
    // Some tools write true and false.
    isCrowd =
      ((try? members.decodeIfPresent(Int.self, forKey: .iscrowd)) ?? 0) == 1
      || (try? members.decodeIfPresent(Bool.self, forKey: .iscrowd)) == true
    var others = try decoder.otherMembers(than: Set(CodingKeys.allCases.map(\.rawValue)))
    if Self.holdsSomething(.segmentation, members) { others.append("segmentation") }
    var position: String?
    if members.contains(.attributes), try !members.decodeNil(forKey: .attributes) {
      let attributes = try members.nestedContainer(keyedBy: COCOKey.self, forKey: .attributes)
      for key in attributes.allKeys {
        if key.stringValue == PositionStorage.attributeName {
          position = try attributes.decodeIfPresent(String.self, forKey: key)
        } else {
          others.append("attribute \(key.stringValue)")
        }
      }
    }
    staffPosition = position
    self.others = others
  }

  private static func holdsSomething(
    _ key: CodingKeys, _ members: KeyedDecodingContainer<CodingKeys>
  ) -> Bool {
    if let list = try? members.nestedUnkeyedContainer(forKey: key) { return list.count != 0 }
    return (try? members.nestedContainer(keyedBy: COCOKey.self, forKey: key)) != nil
  }
}
