/// A COCO file of object detection, as it is written.
struct COCODocument: Encodable {
  struct Info: Encodable { let description: String }

  struct Image: Encodable {
    let id: Int
    let fileName: String
    let width: Int
    let height: Int
  }

  struct Category: Encodable {
    let id: Int
    let name: String
    let supercategory = ""
  }

  struct Annotation: Encodable {
    let id: Int
    let imageId: Int
    let categoryId: Int
    /// Left, top, width, height.
    let bbox: [Double]
    let area: Double
    let iscrowd = 0
    let segmentation: [[Double]] = []
    /// Absent where there is no staff position.
    let attributes: [String: String]?
  }

  let info: Info
  let licenses: [String] = []
  let images: [Image]
  let categories: [Category]
  let annotations: [Annotation]
}
