public import CustosImage

/// Finds the symbols on the staves of a page, without a detector.
///
/// The page is shrunk to about 16 pixels for a staff space and thresholded against its local mean.
/// Staves are found, void heads filled and staff lines erased. Connected regions are symbols, after
/// fragments that line removal has separated are joined. Heads are thicker than stems and beams.
///
/// Cost: linear in the page's pixels; memory: about 25 bytes a pixel of the shrunk page beside it.
public struct SymbolFinder {
  /// The page is shrunk as far as a staff space still has this many pixels.
  static let workingSpace = 14.0
  /// Upper hysteresis threshold for ink, in percent below the local mean.
  static let inkPercent = 9
  /// Lower hysteresis threshold, for pixels that touch ink; it keeps thin rims whole.
  static let faintPercent = 6
  /// Half the side of the square that the local mean is taken over, in staff spaces.
  static let surroundings = 2.0
  /// Finds the symbols, from the left to the right of each staff.
  ///
  /// - Parameter scale: nil to estimate it.
  /// - Returns: no symbol where the picture has no staff.
  public static func find(in page: GrayImage, scale: StaffScale? = nil) -> [FoundSymbol] {
    guard let scale = scale ?? StaffScale.estimate(in: page) else { return [] }
    let factor = shrinking(page, scale)
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
    // Before lines are erased, since that may erase the rim of a void head as well.
    VoidHeads.fillBetweenLines(of: &mask, space: space)
    StaffLineRemoval.erase(staves, from: &mask)
    let symbols = SymbolGrouping(mask, ink: ink, staves: staves, space: space).symbols()
    let size = Double(factor)
    let places = Staves.places(of: met, width: image.width)
    return symbols.map { symbol in
      FoundSymbol(
        box: symbol.box.scaled(by: size), head: symbol.head.map { $0.scaled(by: size) },
        staff: symbol.staff.map { places[$0] })
    }
  }

  /// By how much a page is shrunk.
  static func shrinking(_ page: GrayImage, _ scale: StaffScale) -> Int {
    max(1, min(Int(scale.staffSpace / workingSpace), page.width, page.height))
  }
}

extension Box {
  fileprivate func scaled(by factor: Double) -> Box {
    Box(x1: x1 * factor, y1: y1 * factor, x2: x2 * factor, y2: y2 * factor)
  }
}
