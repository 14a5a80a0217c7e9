public import CustosImage

/// Finds the symbols on the staves of a page, without a detector.
///
/// The page is shrunk to about 16 pixels a staff space and thresholded against its surroundings;
/// staves are found, void heads filled, and lines erased; what is connected, or was before, is a
/// symbol. Heads are what is thicker than stems and beams.
///
/// Cost: linear in the page's pixels; memory: about 25 bytes a pixel of the shrunk page beside it.
public struct SymbolFinder {
  /// The page is shrunk as long as a staff space keeps this many pixels.
  static let workingSpace = 14.0
  /// Darker than the surroundings by this share is ink.
  static let inkPercent = 9
  /// And so is what is darker by this share and touches ink: thin rims, whose parts would fall apart.
  static let faintPercent = 6
  /// Half the side of the surroundings, in staff spaces.
  static let surroundings = 2.0
  /// Finds the symbols, from the left to the right of each staff.
  ///
  /// - Parameter scale: nil to estimate it.
  /// - Returns: no symbol where the picture has no staff.
  public static func find(in page: GrayImage, scale: StaffScale? = nil) -> [FoundSymbol] {
    guard let scale = scale ?? StaffScale.estimate(in: page) else { return [] }
    let factor = max(1, min(Int(scale.staffSpace / workingSpace), page.width, page.height))
    let image = page.shrunk(by: factor)
    let space = scale.staffSpace / Double(factor)
    let met = StaffFinder.find(
      StaffCuts(image), scale: StaffScale(staffSpace: space, lineThickness: 1))
    guard !met.isEmpty else { return [] }
    var mask = InkMask(
      image, radius: max(3, Int(surroundings * space)), percent: inkPercent,
      faintPercent: faintPercent)
    let staves = met.map { $0.extended(in: mask) }
    let ink = mask
    // Before the lines go, which may take the rim of a void head with them.
    VoidHeads.fillBetweenLines(of: &mask, space: space)
    StaffLineRemoval.erase(staves, from: &mask)
    let symbols = SymbolGrouping(mask, ink: ink, staves: staves, space: space).symbols()
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
