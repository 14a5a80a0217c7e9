import CustosArchitectures
import CustosImage
import CustosNetwork
import CustosPages
import Foundation

/// What a page network should say of a crop.
struct CropTargets {
  /// Rows and columns of cells.
  let side: Int
  /// Rows and columns of pixels of a cell.
  static let stride = PageArchitecture.stride
  private let groupCount: Int
  private let staffSpace: Double
  private(set) var heat: [Float]
  private(set) var centres: [PageTargets.Centre] = []
  private var isTaken: [Bool]

  /// Starts with no symbol in a crop of `cells` x `cells` cells.
  init(cells: Int, groupCount: Int, staffSpace: Double) {
    side = cells
    self.groupCount = groupCount
    self.staffSpace = staffSpace
    heat = [Float](repeating: 0, count: cells * cells * groupCount)
    isTaken = [Bool](repeating: false, count: cells * cells)
  }

  /// Adds a symbol whose box is in pixels of the crop; one whose centre lies outside is passed over.
  ///
  /// Two symbols with their centres in one cell share its box, class and position, which are those of the
  /// first.
  mutating func add(_ symbol: TrainingPage.Symbol, box: Box, image: Int) {
    let scale = Double(Self.stride)
    let (x, y) = ((box.x1 + box.x2) / 2 / scale, (box.y1 + box.y2) / 2 / scale)
    let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    guard (0..<side).contains(column), (0..<side).contains(row) else { return }
    let (width, height) = (box.x2 - box.x1, box.y2 - box.y1)
    warm(
      group: symbol.place.group, row, column, spread: Self.spread(of: min(width, height) / scale))
    let cell = row * side + column
    guard !isTaken[cell] else { return }
    isTaken[cell] = true
    centres.append(
      PageTargets.Centre(
        image: image, cell: cell, group: symbol.place.group,
        box: SIMD4(
          Float(x) - Float(column), Float(y) - Float(row), Float(log(width / staffSpace)),
          Float(log(height / staffSpace))),
        position: symbol.position, classIndex: symbol.place.classIndex))
  }

  /// Standard deviation in cells of the warmth around a centre, for a shorter side of `cells`.
  private static func spread(of cells: Double) -> Double { max(0.5, 0.18 * cells) }

  /// Raises the cells around a centre to a Gaussian bell that is 1 there.
  private mutating func warm(group: Int, _ row: Int, _ column: Int, spread: Double) {
    let reach = Int((4 * spread).rounded(.up))
    for y in max(0, row - reach)...min(side - 1, row + reach) {
      for x in max(0, column - reach)...min(side - 1, column + reach) {
        let square = Double((y - row) * (y - row) + (x - column) * (x - column))
        let index = (y * side + x) * groupCount + group
        heat[index] = max(heat[index], Float(exp(-square / (2 * spread * spread))))
      }
    }
  }
}
