/// Fills void heads, so that they can be told from strokes as full ones are.
enum VoidHeads {
  /// The insides of void heads are narrower than this, in staff spaces.
  static let largestWidth = 1.3
  /// And lower than this.
  static let largestHeight = 1.1
  /// The insides that the staff's lines divide are lower than this: a whole space between two lines
  /// and two stems is higher.
  static let largestHeightBetweenLines = 0.8
  /// The insides of open rims are within these widths, in staff spaces.
  static let smallestOpenWidth = 0.4
  static let largestOpenWidth = 1.05
  /// They are nowhere hollow, and no rectangles, as the paper between two symbols is.
  static let smallestConvexity = 0.9
  static let largestRectangularity = 0.9

  /// Fills the insides in a mask that has its staff lines, those of rims with small gaps too.
  static func fillBetweenLines(of mask: inout InkMask, space: Double) {
    let height = Int(largestHeightBetweenLines * space)
    mask.fillHoles(smallerThanWidth: Int(largestWidth * space), height: height)
    mask.fillOpenHoles(smallerThanWidth: Int(largestOpenWidth * space) + 1, height: height) {
      hole in
      Double(hole.width) > smallestOpenWidth * space && hole.convexity > smallestConvexity
        && hole.rectangularity < largestRectangularity
    }
  }

  /// Fills the insides in a mask whose lines are erased.
  static func fill(_ mask: inout InkMask, space: Double) {
    mask.fillHoles(
      smallerThanWidth: Int(largestWidth * space), height: Int(largestHeight * space))
  }
}
