import CustosImage

/// Brightness of drawn pages.
enum InkMeasure {
  /// Mean of the three colours of a pixel, 0...255.
  static func brightness(_ image: PixelBuffer, x: Int, y: Int) -> Double {
    let offset = (y * image.width + x) * 3
    return
      (Double(image.pixels[offset]) + Double(image.pixels[offset + 1])
      + Double(image.pixels[offset + 2])) / 3
  }

  /// The brightness that half of the page exceeds: paper.
  static func paper(of image: PixelBuffer) -> Double {
    var values: [Double] = []
    for y in stride(from: 0, to: image.height, by: 37) {
      for x in stride(from: 0, to: image.width, by: 31) {
        values.append(brightness(image, x: x, y: y))
      }
    }
    return values.sorted()[values.count / 2]
  }

  /// The darkest pixel of a box.
  static func darkest(in box: Box, of image: PixelBuffer) -> Double {
    var darkest = 255.0
    for y in Int(box.y1)...min(Int(box.y2), image.height - 1) {
      for x in Int(box.x1)...min(Int(box.x2), image.width - 1) {
        darkest = min(darkest, brightness(image, x: x, y: y))
      }
    }
    return darkest
  }

  /// Pixels in a box.
  static func area(_ box: Box) -> Double { (box.x2 - box.x1) * (box.y2 - box.y1) }
}
