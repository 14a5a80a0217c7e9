/// A COCO file of object detection, as it is read; elements that are not as they should be do not
/// hinder the others.
struct COCOFile: Decodable {
  let images: [COCOElement<COCOImage>]
  let annotations: [COCOElement<COCOAnnotation>]
  let categories: [COCOElement<COCOCategory>]
}
