public import CustosImage

/// How large the music of a picture is: the unit in which everything else on a page is measured.
public struct StaffScale: Equatable, Sendable {
  /// Distance between the centres of adjacent staff lines, in pixels, measured down the columns.
  public var staffSpace: Double
  /// Thickness of a staff line as binarised, in pixels.
  public var lineThickness: Double

  /// Describes a scale; nothing is checked.
  public init(staffSpace: Double, lineThickness: Double) {
    self.staffSpace = staffSpace
    self.lineThickness = lineThickness
  }

  /// The smallest distance of staff lines that is found, in pixels.
  public static let smallestSpace = 5.0
  /// The largest distance of staff lines that is found, in pixels.
  public static let largestSpace = 100.0

  /// Darker than the surroundings by this share is ink: less than the faintest brown staff lines.
  static let minimumContrastPercent: Int32 = 6
  /// Nor is anything ink that differs by fewer levels than coding noise does.
  static let minimumContrast: Int32 = 5
  /// How far a line of a staff may be from its place, in staff spaces: hand-drawn lines.
  static let gapTolerance = 0.15
  /// Staff lines are thinner than this, in staff spaces.
  static let largestThickness = 0.45
  /// No more cuts than this are made through a picture.
  static let cutCount = 160

  /// Measures the staff space of a page, of a photograph, or of a patch cut out of one.
  ///
  /// Up to 160 columns, each averaged over at most 6 pixels, are thresholded against their local mean
  /// and searched for five thin lines at equal distances. Cuts count only where a neighbouring cut
  /// agrees and the picture is dark along the five lines between the two. The answer is the mean of
  /// the cuts around the most frequent distance.
  ///
  /// Cost: at most 160 x 6 x height samples and 160 x 41 of each staff, whatever the width: 3 million
  /// for a picture of 12 megapixels. Staves may be tilted or bent by some degrees.
  ///
  /// - Returns: nil when the picture shows no staff; a space is between 5 and 100 pixels.
  public static func estimate(in image: GrayImage) -> StaffScale? {
    let cuts = StaffCuts(image)
    let chains = cuts.confirmedChains()
    guard let mode = mostFrequentSpace(chains) else { return nil }
    let alike = chains.filter { abs($0.chain.space - mode) <= mode * spaceAgreement }
    // A staff is seen over some length.
    let length = alike.count * cuts.step
    guard alike.count >= smallestCutCount, Double(length) >= shortestStaff * mode else {
      return nil
    }
    let count = Double(alike.count)
    return StaffScale(
      staffSpace: alike.reduce(0) { $0 + $1.chain.space } / count,
      lineThickness: alike.reduce(0) { $0 + $1.chain.thickness } / count)
  }

  /// Cuts through one picture's staves agree on the space to this share.
  static let spaceAgreement = 0.08
  /// So many cuts at least must agree.
  static let smallestCutCount = 4
  /// The cuts that agree must stand for this length of a staff, in staff spaces.
  static let shortestStaff = 1.5

  /// The distance that most cuts have, to within the agreement.
  private static func mostFrequentSpace(_ chains: [StaffCuts.Cut]) -> Double? {
    let spaces = chains.map { $0.chain.space }.sorted()
    var best: (count: Int, space: Double)?
    var end = 0
    for start in spaces.indices {
      while end < spaces.count, spaces[end] <= spaces[start] * (1 + spaceAgreement) { end += 1 }
      if end - start > best?.count ?? 0 { best = (end - start, spaces[(start + end - 1) / 2]) }
    }
    return best?.space
  }
}
