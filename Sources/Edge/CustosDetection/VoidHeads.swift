/// Fills void heads, so that they can be told from strokes in the same way as full heads.
enum VoidHeads {
  /// Largest width of the inside of a void head, in staff spaces.
  static let largestWidth = 1.3
  /// Largest height of the inside of a void head, in staff spaces.
  static let largestHeight = 1.1
  /// Largest height of an inside while staff lines are there, in staff spaces; the space enclosed
  /// by two lines and two stems is higher.
  static let largestHeightBetweenLines = 0.8
  /// Bounds of the width of the inside of a rim with gaps, in staff spaces.
  static let smallestOpenWidth = 0.4
  static let largestOpenWidth = 1.05
  /// Such an inside is convex and, unlike the paper between two symbols, no rectangle.
  static let smallestConvexity = 0.9
  static let largestRectangularity = 0.9

  /// Fills the insides in a mask with its staff lines, including those of rims with small gaps.
  static func fillBetweenLines(of mask: inout InkMask, space: Double) {
    let height = Int(largestHeightBetweenLines * space)
    mask.fillHoles(smallerThanWidth: Int(largestWidth * space), height: height)
    mask.fillOpenHoles(smallerThanWidth: Int(largestOpenWidth * space) + 1, height: height) {
      hole in
      Double(hole.width) > smallestOpenWidth * space && hole.convexity > smallestConvexity
        && hole.rectangularity < largestRectangularity
    }
  }

  /// Fills the insides in a mask whose staff lines are erased.
  static func fill(_ mask: inout InkMask, space: Double) {
    mask.fillHoles(
      smallerThanWidth: Int(largestWidth * space), height: Int(largestHeight * space))
  }
}
