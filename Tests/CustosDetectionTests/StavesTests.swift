import CustosImage
import Testing

@testable import CustosDetection

/// To which staff a symbol belongs.
@Suite struct StavesTests {
  private func staff(_ columns: ClosedRange<Double>, top: Double, fall: Double = 0) -> Staff {
    Staff(
      knots: [
        Staff.Knot(column: columns.lowerBound, top: top),
        Staff.Knot(column: columns.upperBound, top: top + fall),
      ], space: 10)
  }

  private func box(_ x: Double, _ y: Double) -> Box {
    Box(x1: x - 5, y1: y - 5, x2: x + 5, y2: y + 5)
  }

  @Test func stavesAreCountedFromTheTop() {
    let staves = Staves(
      [staff(20...900, top: 300), staff(10...900, top: 100), staff(5...900, top: 500)], width: 1000,
      factor: 1)
    #expect(staves.count == 3)
    #expect(
      [90.0, 140, 219, 221, 320, 700].map { staves.nearest(to: box(400, $0)) }
        == [0, 0, 0, 1, 1, 2])
    // Equally near: the upper one.
    #expect(staves.nearest(to: box(400, 220)) == 0)
  }

  @Test func piecesOfOneStaffAreOne() {
    let staves = Staves(
      [staff(500...900, top: 104), staff(10...400, top: 100), staff(10...900, top: 300)],
      width: 1000, factor: 1)
    #expect(staves.count == 2)
    #expect(staves.nearest(to: box(100, 120)) == 0 && staves.nearest(to: box(800, 120)) == 0)
    #expect(staves.nearest(to: box(450, 120)) == 0 && staves.nearest(to: box(800, 310)) == 1)
  }

  @Test func tiltedStavesAreFollowed() {
    let staves = Staves(
      [staff(0...1000, top: 300, fall: -200), staff(0...1000, top: 100, fall: -200)], width: 1000,
      factor: 2)
    // At the right end, on a page twice as large, the lower staff's middle is where the upper one's was.
    #expect(staves.nearest(to: box(1990, 240)) == 1 && staves.nearest(to: box(10, 240)) == 0)
  }

  @Test func heightsAreCountedInSteps() throws {
    // Lines at 100, 110, ... 140 of a picture of half the page's size, falling by 100 over its width.
    let staves = Staves([staff(0...1000, top: 100, fall: 100)], width: 1000, factor: 2)
    for (x, y, step) in [
      (0.0, 280.0, 2.0), (0, 200, 10), (0, 300, 0), (0, 275, 2.5), (1000, 380, 2),
    ] {
      let found = try #require(staves.step(of: box(x, y)))
      #expect(abs(found - step) < 1e-9)
    }
    #expect(Staves([], width: 10, factor: 1).step(of: box(5, 5)) == nil)
  }

  @Test func placesAreThoseOfTheStavesInTheirOrder() {
    let found = [
      staff(500...900, top: 304), staff(10...900, top: 100), staff(10...400, top: 300),
    ]
    #expect(Staves.places(of: found, width: 1000) == [1, 0, 1])
    #expect(Staves.places(of: [], width: 1000).isEmpty)
  }

  @Test func withoutStavesThereIsNone() {
    let staves = Staves([], width: 10, factor: 1)
    #expect(staves.count == 0 && staves.nearest(to: box(5, 5)) == nil)
  }
}
