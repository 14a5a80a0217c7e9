import CustosImage

/// Finds the symbols on the staves of a page, without a detector.
///
/// The page is shrunk to about 16 pixels a staff space and thresholded against its surroundings;
/// staves are found and their lines erased; what is connected is a symbol. Heads are what is thicker
/// than stems and beams.
///
/// Cost: linear in the page's pixels; memory: about 25 bytes a pixel of the shrunk page beside it.
public struct SymbolFinder {
  /// The page is shrunk as long as a staff space keeps this many pixels.
  static let workingSpace = 14.0
  /// Darker than the surroundings by this share is ink.
  static let inkPercent = 9
  /// Half the side of the surroundings, in staff spaces.
  static let surroundings = 2.0
  /// Symbols lie at most this many staff spaces above the top line: the highest position is S6.
  static let outreachAbove = 2.0
  /// And so many below the bottom line: the lowest position is L0, and words follow below.
  static let outreachBelow = 1.4
  /// The insides of void heads are narrower than this, in staff spaces.
  static let largestVoidWidth = 1.3
  /// And lower than this.
  static let largestVoidHeight = 1.1
  /// The insides that the staff's lines divide are lower than this: a whole space between two lines
  /// and two stems is higher.
  static let largestVoidBetweenLines = 0.8
  /// Smaller things are dirt or dots, in staff spaces.
  static let smallestSymbol = 0.45
  /// Larger things are slurs, brackets and frames, in staff spaces.
  static let largestWidth = 3.2
  static let largestHeight = 7.5

  /// Finds the symbols, from the left to the right of each staff.
  ///
  /// - Parameter scale: nil to estimate it.
  /// - Returns: no symbol where the picture has no staff.
  public static func find(in page: GrayImage, scale: StaffScale? = nil) -> [FoundSymbol] {
    guard let scale = scale ?? StaffScale.estimate(in: page) else { return [] }
    let factor = max(1, min(Int(scale.staffSpace / workingSpace), page.width, page.height))
    let image = page.shrunk(by: factor)
    let space = scale.staffSpace / Double(factor)
    let staves = StaffFinder.find(
      StaffCuts(image), scale: StaffScale(staffSpace: space, lineThickness: 1))
    guard !staves.isEmpty else { return [] }
    var mask = InkMask(
      image, radius: max(3, Int(surroundings * space)), percent: inkPercent)
    // Before the lines go, which may take the rim of a void head with them.
    mask.fillHoles(
      smallerThanWidth: Int(largestVoidWidth * space), height: Int(largestVoidBetweenLines * space))
    StaffLineRemoval.erase(staves, from: &mask)
    let symbols = SymbolGrouping(mask, staves: staves, space: space).symbols()
    let size = Double(factor)
    return symbols.map { symbol in
      FoundSymbol(
        box: symbol.box.scaled(by: size), head: symbol.head.map { $0.scaled(by: size) })
    }
  }
}

extension Box {
  fileprivate func scaled(by factor: Double) -> Box {
    Box(x1: x1 * factor, y1: y1 * factor, x2: x2 * factor, y2: y2 * factor)
  }
}
