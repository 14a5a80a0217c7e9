import CustosNotation
import Testing

@Suite struct StaffPositionTests {
  @Test func indicesAreSortedByName() {
    #expect(StaffPosition.allCases.map(\.name) == StaffPosition.names)
    #expect(StaffPosition.names == StaffPosition.names.sorted())
    #expect(StaffPosition.count == StaffPosition.allCases.count)
    for position in StaffPosition.allCases {
      #expect(StaffPosition(index: position.index) == position)
      #expect(StaffPosition(name: position.name) == position)
      #expect(StaffPosition(step: position.step) == position)
    }
  }

  @Test func stepsRiseFromL0ToS6() {
    let rising = StaffPosition.allCases.sorted { $0.step < $1.step }.map(\.name)
    #expect(
      rising.joined(separator: " ") == "L0 S0 L1 S1 L2 S2 L3 S3 L4 S4 L5 S5 L6 S6")
    #expect(rising.count == Set(StaffPosition.allCases.map(\.step)).count)
  }

  @Test(arguments: ["", "l3", "L7", "S7", "L33", "X1", " L3"])
  func otherNamesAreNoPosition(name: String) { #expect(StaffPosition(name: name) == nil) }

  @Test(arguments: [-1, 14, 256, 300])
  func otherIndicesAreNoPosition(index: Int) {
    #expect(StaffPosition(index: index) == nil)
    #expect(StaffPosition(step: index) == nil)
  }

  @Test func classesWithoutPosition() {
    #expect(SymbolClass.withoutStaffPosition.count == 12)
    #expect(!SymbolClass.hasStaffPosition("barline"))
    #expect(!SymbolClass.hasStaffPosition("undefined"))
    #expect(SymbolClass.hasStaffPosition("minima"))
    #expect(SymbolClass.hasStaffPosition("noteheadFull"))
  }
}
