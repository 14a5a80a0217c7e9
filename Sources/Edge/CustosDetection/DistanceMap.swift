/// The distance of each pixel of a mask to the nearest paper pixel, in thirds of a pixel.
///
/// The chamfer distance with weights 3 and 4 (G. Borgefors, "Distance transformations in digital
/// images", 1986), at most 8 percent off the Euclidean one. Outside the picture is paper.
struct DistanceMap {
  let width: Int
  let height: Int
  private(set) var values: [Int32]

  init(_ mask: InkMask) {
    width = mask.width
    height = mask.height
    let width = mask.width
    let height = mask.height
    let stride = width + 2
    // The mask with a margin of paper.
    var padded = [Int32](repeating: 0, count: stride * (height + 2))
    for row in 0..<height {
      for column in 0..<width where mask.pixels[row * width + column] != 0 {
        let place = (row + 1) * stride + column + 1
        padded[place] = min(
          min(padded[place - 1], padded[place - stride]) + 3,
          min(padded[place - stride - 1], padded[place - stride + 1]) + 4)
      }
    }
    for row in (0..<height).reversed() {
      for column in (0..<width).reversed() {
        let place = (row + 1) * stride + column + 1
        padded[place] = min(
          padded[place],
          min(
            min(padded[place + 1], padded[place + stride]) + 3,
            min(padded[place + stride + 1], padded[place + stride - 1]) + 4))
      }
    }
    values = (0..<width * height).map { padded[($0 / width + 1) * stride + $0 % width + 1] }
  }
}
