public import CustosImage

/// The size of the music in a picture; everything else on a page is measured in staff spaces.
public struct StaffScale: Equatable, Sendable {
  /// Distance between the centres of adjacent staff lines, in pixels, measured down the columns.
  public var staffSpace: Double
  /// Thickness of a staff line after thresholding, in pixels.
  public var lineThickness: Double

  /// Describes a scale; nothing is checked.
  public init(staffSpace: Double, lineThickness: Double) {
    self.staffSpace = staffSpace
    self.lineThickness = lineThickness
  }

  /// Smallest staff space that is found, in pixels.
  public static let smallestSpace = 5.0
  /// Largest staff space that is found, in pixels.
  public static let largestSpace = 100.0

  /// Threshold for ink: this much darker than the local mean, which the faintest brown staff lines
  /// still exceed.
  static let minimumContrastPercent: Int32 = 6
  /// Least difference to the local mean, in levels; coding noise stays below it.
  static let minimumContrast: Int32 = 5
  /// Largest deviation of a line from equal spacing, in staff spaces; hand-drawn lines deviate.
  static let gapTolerance = 0.15
  /// Largest thickness of a staff line, in staff spaces.
  static let largestThickness = 0.45
  /// Largest number of cuts through a picture.
  static let cutCount = 160

  /// Measures the staff space of a page, of a photograph, or of a patch cut out of one.
  ///
  /// Up to 160 columns, each averaged over at most 6 pixels, are thresholded against their local
  /// mean and searched for five thin lines at equal distances. Cuts count only where a neighbouring
  /// cut agrees and the picture is dark along the five lines between the two. The answer is the
  /// mean of the cuts around the most frequent distance.
  ///
  /// Cost: at most 160 x 6 x height samples and 160 x 41 of each staff, whatever the width: 3
  /// million for a picture of 12 megapixels. Staves may be tilted or bent by some degrees.
  ///
  /// - Returns: nil when the picture shows no staff; a space is between 5 and 100 pixels.
  public static func estimate(in image: GrayImage) -> StaffScale? {
    let cuts = StaffCuts(image)
    let chains = cuts.confirmedChains()
    guard let mode = mostFrequentSpace(chains) else { return nil }
    let alike = chains.filter { abs($0.chain.space - mode) <= mode * spaceAgreement }
    // The crossings must cover some length of a staff.
    let length = alike.count * cuts.step
    guard alike.count >= smallestCutCount, Double(length) >= shortestStaff * mode else {
      return nil
    }
    let count = Double(alike.count)
    return StaffScale(
      staffSpace: alike.reduce(0) { $0 + $1.chain.space } / count,
      lineThickness: alike.reduce(0) { $0 + $1.chain.thickness } / count)
  }

  /// The relative difference up to which two crossings agree on the staff space.
  static let spaceAgreement = 0.08
  /// Least number of crossings that must agree.
  static let smallestCutCount = 4
  /// Least length of staff that these crossings must cover, in staff spaces.
  static let shortestStaff = 1.5

  /// The staff space on which most crossings agree.
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
