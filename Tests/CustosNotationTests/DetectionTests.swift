import CustosImage
import CustosNotation
import Testing

@Suite struct DetectionTests {
  @Test(arguments: [
    "1.5,2,3,4;g clef", " 1.5 , 2 , 3 , 4 ; g clef ", "1.5,2;3,4;g clef;L3", "1.5,2;3,4;g clef;",
    "1.5,2;3,4;g clef;out", "1.5,2; 3,4; g clef; ? ",
  ])
  func allForms(line: String) throws {
    let detection = try Detection(line: line, lineNumber: 1)
    #expect(
      detection == Detection(box: Box(x1: 1.5, y1: 2, x2: 3, y2: 4), className: "g clef"))
  }

  @Test func outputHasThreeDecimals() {
    let detection = Detection(
      box: Box(x1: 1, y1: 2.5, x2: 1000.00049, y2: 4.0006), className: "minima")
    #expect(detection.line(label: "L3") == "1.000,2.500,1000.000,4.001;minima;L3")
    #expect(detection.line(label: "") == "1.000,2.500,1000.000,4.001;minima;")
  }

  @Test(arguments: [
    ("1,2,3,4", NotationError.Reason.fieldCount(expected: 2, found: 1, form: Detection.form)),
    ("1,2,3,4;a;L3", .fieldCount(expected: 2, found: 3, form: Detection.form)),
    ("1,2,3;a", .cornerForm(form: Detection.form)),
    ("1,2,3,4,5;a", .cornerForm(form: Detection.form)),
    ("1,2,3,x;a", .notANumber("x")),
    ("1,2,0,4;a", .emptyBox(Box(x1: 1, y1: 2, x2: 0, y2: 4))),
    ("1,2,3,4;", .emptyClass),
    ("1,2,3,4;a\tb", .controlCharacter(className: "a\tb")),
    ("1,2;3,4;a;L9", .unknownPlace("L9")),
    ("1,2;3,4;a;Out", .unknownPlace("Out")),
    ("1,2;3,4;;out", .emptyClass),
    ("1,2;3;a;out", .cornerForm(form: Annotation.form)),
  ])
  func badLines(line: String, reason: NotationError.Reason) {
    #expect(throws: NotationError(line: 3, reason)) { try Detection(line: line, lineNumber: 3) }
  }
}
