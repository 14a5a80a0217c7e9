import CustosImage
import CustosNotation
import Testing

@testable import CustosDetection
@testable import CustosReading

/// Unsure positions beside sure ones.
@Suite struct StaffNeighboursTests {
  private static let labels = LabelSet(StaffPosition.names + ["out"])

  /// A staff space of 10 pixels, the bottom line at 140 on the left, falling by 100 over 1000 columns.
  private let staves = Staves(
    [
      Staff(
        knots: [Staff.Knot(column: 0, top: 100), Staff.Knot(column: 1000, top: 200)], space: 10)
    ], width: 1000, factor: 1)

  /// A symbol whose box is centred `step` above L0, where the network gives steps their probabilities.
  private func symbol(
    _ x: Double, at step: Double, _ shares: [(step: Int?, probability: Float)],
    className: String = "noteheadFull"
  ) -> PageSymbol {
    let y = 140 + x / 10 - (step - 2) * 5
    var probabilities = [Float](repeating: 0, count: Self.labels.labels.count)
    for (step, probability) in shares {
      let index = step.flatMap { StaffPosition(step: $0)?.index } ?? StaffPosition.count
      probabilities[index] = probability
    }
    return PageSymbol(
      box: Box(x1: x - 6, y1: y - 5, x2: x + 6, y2: y + 5), group: 0, className: className,
      classProbability: 1, probability: 1, positionProbabilities: probabilities, positionLogits: [],
      staff: 0)
  }

  /// Eight sure symbols whose boxes lie `offset` above their positions.
  private func sure(
    offset: Double = 0, tilt: Double = 0, className: String = "noteheadFull"
  ) -> [PageSymbol] {
    (0..<8).map { index in
      let x = Double(100 * index + 50)
      let step = 3 + index % 5
      return symbol(
        x, at: Double(step) + offset + tilt * x, [(step, 0.97), (step + 1, 0.03)],
        className: className)
    }
  }

  private func step(_ symbol: PageSymbol) -> Int? { Self.labels.steps[symbol.position] }

  private func read(_ symbols: [PageSymbol]) -> [PageSymbol] {
    symbols.correctedByNeighbours(labels: Self.labels, staves: staves)
  }

  @Test func anUnsurePositionFollowsItsNeighbours() throws {
    let unsure = symbol(420, at: 7, [(8, 0.5), (7, 0.4), (nil, 0.1)])
    let symbols = sure() + [unsure]
    let corrected = read(symbols)
    #expect(Array(corrected.dropLast()) == sure())
    let last = try #require(corrected.last)
    #expect(step(last) == 7 && step(unsure) == 8)
    // The positions share what they had; the other label keeps its probability.
    #expect(last.positionProbabilities[StaffPosition.count] == 0.1)
    #expect(abs(last.positionProbabilities.reduce(0, +) - 1) < 1e-6)
    // 0.5 e^(-(1 / 0.35)^2 / 2) against 0.4.
    let share = 0.9 * 0.4 / (0.4 + 0.5 * 0.016879)
    let seven = try #require(StaffPosition(step: 7)?.index)
    #expect(abs(Double(last.positionProbabilities[seven]) - share) < 1e-4)
  }

  @Test func aClassMayLieBesideItsPositions() {
    // Boxes lie one step higher than their positions: a box at 7 means 6.
    let unsure = symbol(420, at: 7, [(7, 0.5), (6, 0.45)])
    #expect(read(sure(offset: 1) + [unsure]).last.flatMap(step) == 6)
    // Without the offset a box at 7 means 7: nothing disagrees.
    #expect(read(sure() + [unsure]).last == unsure)
  }

  /// Staff lines that were found tilted by up to a step from one end to the other.
  @Test func aSlopeIsFollowed() {
    let symbols = sure(tilt: 0.0016)
    let right = symbol(745, at: 7 + 0.0016 * 745, [(8, 0.5), (7, 0.45)])
    #expect(read(symbols + [right]).last.flatMap(step) == 7)
    let left = symbol(45, at: 7 + 0.0016 * 45, [(8, 0.5), (7, 0.45)])
    #expect(read(symbols + [left]).last.flatMap(step) == 7)
  }

  @Test func theSureAndTheOutsideStay() {
    let certain = symbol(420, at: 7, [(8, 0.91), (7, 0.09)])
    let outside = symbol(420, at: 7, [(nil, 0.5), (7, 0.45)])
    let classless = symbol(420, at: 7, [(8, 0.5), (7, 0.45)], className: "barline")
    for symbol in [certain, outside, classless] {
      #expect(read(sure() + [symbol]).last == symbol)
    }
  }

  @Test func fewOrIrregularNeighboursSayNothing() {
    let unsure = symbol(420, at: 7, [(8, 0.5), (7, 0.45)])
    #expect(read(Array(sure().prefix(4)) + [unsure]).last == unsure)
    // Notes with stems up and down have their boxes above and below their heads.
    let stems = (0..<8).map { index in
      symbol(
        Double(100 * index + 50), at: 5 + (index % 2 == 0 ? 3 : -3), [(5, 0.99)],
        className: "minima")
    }
    let stem = symbol(420, at: 7, [(8, 0.5), (7, 0.45)], className: "minima")
    #expect(read(stems + [stem]).last == stem)
    // Sure symbols of another staff count for the class, but not as neighbours.
    let others = sure().map { symbol in
      var symbol = symbol
      symbol.staff = 1
      return symbol
    }
    #expect(read(others + [unsure]).last == unsure)
    #expect(read([]).isEmpty)
  }

  /// What lies where no position is near enough is left alone rather than divided by zero.
  @Test func farBoxesAreLeftAlone() {
    let far = symbol(420, at: 200, [(8, 0.5), (7, 0.45)])
    #expect(read(sure() + [far]).last == far)
  }
}
