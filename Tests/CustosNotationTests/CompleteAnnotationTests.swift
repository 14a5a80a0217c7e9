import CustosImage
import CustosNotation
import Testing

@Suite struct CompleteAnnotationTests {
  @Test(arguments: [
    ("L3", CompleteAnnotation.Place.position(.l3)), ("out", .outside), ("?", .unknown), ("", .none),
  ])
  func placesAreRead(text: String, place: CompleteAnnotation.Place) throws {
    let line = "1,2.5;3,4;noteheadFull;\(text)"
    #expect(
      try CompleteAnnotation(line: line, lineNumber: 1)
        == CompleteAnnotation(
          box: Box(x1: 1, y1: 2.5, x2: 3, y2: 4), className: "noteheadFull", place: place))
    #expect(try CompleteAnnotation(line: line, lineNumber: 1).line == line)
    #expect(try LabelledBox(line: line, lineNumber: 1).label == (text.isEmpty ? nil : text))
  }

  @Test func detectionsHaveNoPlace() throws {
    #expect(try CompleteAnnotation(line: "1,2,3,4;beam", lineNumber: 1).place == .none)
  }

  @Test(arguments: [
    ("1,2;3,4;beam;L7", "expected a staff position, L0 to L6 or S0 to S6, or out, ? or nothing"),
    ("1,2;3,4;;L3", "the class name is empty"), ("1,2;1,4;beam;", "the lower-right corner"),
    ("1,2;3;beam;", "the corners are not written"),
    ("1;2;3;4;5", "expected x1,y1,x2,y2;class_name"),
  ])
  func badLinesAreNamed(line: String, sentence: String) {
    let parsed = CompleteAnnotation.parse([UInt8](("1,2;3,4;beam;\n" + line).utf8))
    #expect(parsed.entries.count == 1 && parsed.errors.count == 1)
    let message = parsed.errors.first?.message(for: "page.txt") ?? ""
    #expect(message.hasPrefix("page.txt, line 2: " + sentence), "\(message)")
  }
}
