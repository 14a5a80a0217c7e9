import CustosImage
import CustosNotation
import Testing

@testable import CustosReading

/// The places of symbols on their staves.
@Suite struct StaffOrderTests {
  private func reading(_ left: Double, _ staff: Int?) -> SymbolReading {
    SymbolReading(
      detection: Detection(box: Box(x1: left, y1: 0, x2: left + 9, y2: 9), className: "note"),
      outcome: .notRead, isUnknown: nil, steady: nil, staff: staff)
  }

  @Test func eachStaffIsCountedFromTheLeft() {
    var readings = [
      reading(50, 1), reading(20, 0), reading(10, nil), reading(30, 1), reading(50, 1),
      reading(5, 0),
    ]
    readings.countAlongStaves()
    #expect(readings.map { $0.order } == [1, 1, nil, 0, 2, 0])
  }

  @Test func withoutStavesNothingIsCounted() {
    var readings = [reading(50, nil)]
    readings.countAlongStaves()
    #expect(readings[0].order == nil)
    var none: [SymbolReading] = []
    none.countAlongStaves()
    #expect(none.isEmpty)
  }
}
