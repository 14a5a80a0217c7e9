import CustosImage
import CustosNotation
import Testing

@Suite struct LabelSetTests {
  @Test(arguments: [
    (StaffPosition.names, LabelSet.Kind.staffPositions), (["L3"], .staffPositions),
    (["L1", "other"], .staffPositions), (["L0", "S0", "x"], .staffPositions),
    (["cat", "dog"], .names), (["cat", "dog", "L1"], .names), (["l1", "s1"], .names), ([], .names),
  ])
  func halfOfThePositionsMakeASetOfPositions(labels: [String], kind: LabelSet.Kind) {
    #expect(LabelSet(labels).kind == kind)
  }

  @Test func positionsAreShownFromLowToHighAndOthersFollow() {
    let set = LabelSet(["zebra", "L0", "L1", "L6", "S0", "S6", "apple"])
    #expect(
      set.displayOrder.map { set.labels[$0] } == ["L0", "S0", "L1", "L6", "S6", "zebra", "apple"])
    let names = LabelSet(["dog", "cat", "L1"])
    #expect(names.displayOrder == [0, 1, 2])
  }

  @Test func onlyPositionsHaveADistance() {
    let set = LabelSet(["L0", "S0", "L6", "S6", "other"])
    #expect(set.distance(0, 1) == 1 && set.distance(1, 0) == 1 && set.distance(3, 0) == 13)
    #expect(set.distance(2, 2) == 0)
    #expect(set.distance(0, 4) == nil && set.distance(4, 4) == nil)
    #expect(LabelSet(["a", "b", "L1"]).distance(2, 2) == nil)
  }

  @Test func withPositionsSomeClassesAreNotRead() {
    let positions = LabelSet(["L0", "L1"])
    #expect(positions.reads(className: "minima") && !positions.reads(className: "barline"))
    let names = LabelSet(["barline", "rest"])
    #expect(names.reads(className: "minima") && names.reads(className: "barline"))
  }

  @Test func whatAPersonMayGive() {
    let positions = LabelSet(["L1", "other", "S0"])
    #expect(
      positions.choices == [
        "L0", "S0", "L1", "S1", "L2", "S2", "L3", "S3", "L4", "S4", "L5", "S5", "L6", "S6",
        "other",
      ])
    #expect(positions.choicesText == "L0 to L6 and S0 to S6, other" && positions.word == "position")
    let names = LabelSet(["dog", "cat"])
    #expect(names.choices == ["dog", "cat"] && names.choicesText == "dog, cat")
    #expect(names.word == "label")
  }

  @Test func resultsOfBothKindsAreReadBack() throws {
    let box = Box(x1: 1, y1: 2, x2: 3, y2: 4)
    for label in ["L3", "cat"] {
      let line = Detection(box: box, className: "minima").line(label: label)
      let back = try LabelledBox(line: line, lineNumber: 1)
      #expect(back == LabelledBox(box: box, className: "minima", label: label))
      #expect(back.caption == "minima/" + label)
      #expect(back.position == StaffPosition(name: label))
    }
    #expect(try LabelledBox(line: "1,2,3,4;minima;", lineNumber: 1).label == nil)
    #expect(throws: NotationError(line: 7, .controlCharacterInLabel("c\u{1B}at"))) {
      try LabelledBox(line: "1,2,3,4;minima;c\u{1B}at", lineNumber: 7)
    }
    #expect(throws: NotationError(line: 7, .unknownPlace("cat"))) {
      try LabelledBox(line: "1,2;3,4;minima;cat", lineNumber: 7)
    }
  }
}
