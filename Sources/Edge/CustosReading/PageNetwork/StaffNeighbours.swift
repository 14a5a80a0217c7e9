public import CustosDetection
import CustosEngine
import CustosImage
public import CustosNotation

/// Corrects positions that a page network is unsure of by where their symbols lie on the staff, as seen from
/// the sure symbols beside them; see firmware-notes/page-networks.md.
///
/// Heights and residuals count in staff steps, half staff spaces. The arithmetic gives the same bits on every
/// CPU.
struct StaffNeighbours {
  /// From this probability of the best position on a symbol is sure.
  static let sureProbability: Float = 0.9
  /// A class counts from so many sure symbols of a page on.
  static let leastOfClass = 5
  /// Largest median distance of a class's residuals from their median.
  static let largestSpread = 0.5
  /// The nearest sure symbols of the staff, so many at most and at least.
  static let mostNeighbours = 16
  static let leastNeighbours = 4
  /// Least standard deviation of where a symbol lies.
  static let leastDeviation = 0.35

  private let labels: LabelSet
  private let staves: Staves

  /// Takes the labels of the positions and the page's staves.
  init(labels: LabelSet, staves: Staves) {
    self.labels = labels
    self.staves = staves
  }

  /// A symbol whose best label is a staff position.
  private struct Placed {
    let index: Int
    let staff: Int
    let column: Double
    /// The box's centre above L0 in steps.
    let height: Double
    /// The best position's height less that of the box.
    let residual: Double
    let className: String
    let isSure: Bool
  }

  /// The symbols with corrected probabilities of their positions.
  func corrected(_ symbols: [PageSymbol]) -> [PageSymbol] {
    let placed = symbols.indices.compactMap { self.placed(symbols[$0], $0) }
    let classes = regularClasses(placed)
    var sure: [(staff: Int, column: Double, residual: Double)] = []
    for symbol in placed where symbol.isSure {
      guard let offset = offset(of: symbol, classes) else { continue }
      sure.append((symbol.staff, symbol.column, symbol.residual - offset))
    }
    var result = symbols
    for symbol in placed where !symbol.isSure {
      guard let offset = offset(of: symbol, classes) else { continue }
      let beside = sure.filter { $0.staff == symbol.staff }
        .map { (column: $0.column - symbol.column, residual: $0.residual) }
        .sorted { abs($0.column) < abs($1.column) }
      guard beside.count >= Self.leastNeighbours else { continue }
      let (shift, deviation) = Self.fit(Array(beside.prefix(Self.mostNeighbours)))
      combine(
        expected: symbol.height + offset + shift, deviation: deviation,
        into: &result[symbol.index])
    }
    return result
  }

  private func placed(_ symbol: PageSymbol, _ index: Int) -> Placed? {
    guard let staff = symbol.staff, labels.reads(className: symbol.className),
      let step = labels.steps[symbol.position], let height = staves.step(of: symbol.box)
    else { return nil }
    return Placed(
      index: index, staff: staff, column: symbol.box.centerX, height: height,
      residual: Double(step) - height, className: symbol.className,
      isSure: symbol.positionProbabilities[symbol.position] >= Self.sureProbability)
  }

  private typealias RegularClass = (name: String, offset: Double)

  /// The classes whose boxes lie at one height beside their positions, and that height.
  private func regularClasses(_ symbols: [Placed]) -> [RegularClass] {
    var classes: [(name: String, residuals: [Double])] = []
    for symbol in symbols where symbol.isSure {
      if let index = classes.firstIndex(where: { $0.name == symbol.className }) {
        classes[index].residuals.append(symbol.residual)
      } else {
        classes.append((symbol.className, [symbol.residual]))
      }
    }
    return classes.compactMap { name, residuals in
      guard residuals.count >= Self.leastOfClass else { return nil }
      let offset = Self.median(residuals)
      let spread = Self.median(residuals.map { abs($0 - offset) })
      return spread <= Self.largestSpread ? (name, offset) : nil
    }
  }

  private func offset(of symbol: Placed, _ classes: [RegularClass]) -> Double? {
    classes.first { $0.name == symbol.className }?.offset
  }

  /// The line through points by the median of their slopes (Theil and Sen): its residual at column 0, and the
  /// points' deviation from it.
  private static func fit(
    _ points: [(column: Double, residual: Double)]
  ) -> (shift: Double, deviation: Double) {
    var slopes: [Double] = []
    for (index, first) in points.enumerated() {
      for second in points[(index + 1)...] where second.column != first.column {
        slopes.append((second.residual - first.residual) / (second.column - first.column))
      }
    }
    let slope = slopes.isEmpty ? 0 : median(slopes)
    let levels = points.map { $0.residual - slope * $0.column }
    let level = median(levels)
    // A line through near points says little of a far one.
    let residuals = points.map { $0.residual }
    let least = residuals.reduce(.infinity) { min($0, $1) }
    let most = residuals.reduce(-.infinity) { max($0, $1) }
    let shift = min(max(level, least - 0.5), most + 0.5)
    let deviation = 1.4826 * median(levels.map { abs($0 - level) })
    return (shift, max(leastDeviation, deviation))
  }

  /// The middle one of at least one number, or the mean of the two in the middle.
  private static func median(_ numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Multiplies the positions' probabilities by a normal density around a height, if another position than
  /// the best is nearest to it; their sum and the other labels' probabilities stay.
  private func combine(
    expected: Double, deviation: Double, into symbol: inout PageSymbol
  ) {
    guard let step = labels.steps[symbol.position], expected.rounded() != Double(step) else {
      return
    }
    let probabilities = symbol.positionProbabilities
    var products: [Double] = []
    var (before, after) = (0.0, 0.0)
    for (index, probability) in probabilities.enumerated() {
      guard let step = labels.steps[index] else {
        products.append(0)
        continue
      }
      let distance = (Double(step) - expected) / deviation
      let product = Double(probability) * ExactMath.exponential(-distance * distance / 2)
      products.append(product)
      before += Double(probability)
      after += product
    }
    guard after > 0 else { return }
    for index in probabilities.indices where labels.steps[index] != nil {
      symbol.positionProbabilities[index] = Float(products[index] * before / after)
    }
  }
}

extension [PageSymbol] {
  /// Corrects the positions of symbols that the network is unsure of by the sure ones beside them on the
  /// staff; the symbols have their staves (`ordered`).
  public func correctedByNeighbours(labels: LabelSet, staves: Staves) -> [PageSymbol] {
    StaffNeighbours(labels: labels, staves: staves).corrected(self)
  }
}
