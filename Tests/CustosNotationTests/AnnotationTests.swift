import CustosImage
import CustosNotation
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@Suite struct AnnotationTests {
  @Test func theExampleOfTheFormat() throws {
    let annotation = try Annotation(line: "141.1,139.2;207.2,287.8;g_clef;L3", lineNumber: 1)
    #expect(annotation.box == Box(x1: 141.1, y1: 139.2, x2: 207.2, y2: 287.8))
    #expect(annotation.className == "g_clef")
    #expect(annotation.position == .l3)
    #expect(annotation.line == "141.1,139.2;207.2,287.8;g_clef;L3")
  }

  @Test func linesReadBack() throws {
    let seed: UInt64 = 11
    var random = SeededRandom(seed: seed)
    for _ in 0..<1000 {
      let x = Double.random(in: -100...4000, using: &random)
      let y = Double.random(in: -100...4000, using: &random)
      let annotation = Annotation(
        box: Box(
          x1: x, y1: y, x2: x + Double.random(in: 0.6...500, using: &random),
          y2: y + Double.random(in: 0.6...500, using: &random)),
        className: "a class, with ünicode",
        position: StaffPosition.allCases.randomElement(using: &random) ?? .l0)
      #expect(try Annotation(line: annotation.line, lineNumber: 1) == annotation, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("1,2;3,4;a", NotationError.Reason.fieldCount(expected: 4, found: 3, form: Annotation.form)),
    (
      "1,2;3,4;a;L3;",
      .fieldCount(expected: 4, found: 5, form: Annotation.form)
    ),
    ("1,2,3,4;a;L3;x", .cornerForm(form: Annotation.form)),
    ("1;3,4;a;L3", .cornerForm(form: Annotation.form)),
    ("1,two;3,4;a;L3", .notANumber("two")),
    ("1,nan;3,4;a;L3", .notANumber("nan")),
    ("1,2;inf,4;a;L3", .notANumber("inf")),
    ("1,2;1e999,4;a;L3", .notANumber("1e999")),
    ("1,;3,4;a;L3", .notANumber("")),
    ("3,2;3,4;a;L3", .emptyBox(Box(x1: 3, y1: 2, x2: 3, y2: 4))),
    ("1,5;3,4;a;L3", .emptyBox(Box(x1: 1, y1: 5, x2: 3, y2: 4))),
    ("1,2;3,4; ;L3", .emptyClass),
    ("1,2;3,4;a;L9", .unknownPosition("L9")),
    ("1,2;3,4;a;", .missingPosition(className: "a")),
    ("1,2;3,4;\u{1B}[2Ja;L3", .controlCharacter(className: "\u{1B}[2Ja")),
    ("1,2;3,4;a\u{7F};L3", .controlCharacter(className: "a\u{7F}")),
  ])
  func badLines(line: String, reason: NotationError.Reason) {
    let error = #expect(throws: NotationError.self) { try Annotation(line: line, lineNumber: 12) }
    #expect(error == NotationError(line: 12, reason))
    let message = error?.message(for: "page.jpg.txt") ?? ""
    #expect(message.hasPrefix("page.jpg.txt, line 12: "))
    #expect(message.hasSuffix("."))
    #expect(message.utf8.allSatisfy { $0 >= 32 && $0 != 127 })
  }

  @Test func filesWithMarksCarriageReturnsAndBlankLines() {
    let text = "\u{FEFF}1,2;3,4;a;L3\r\n\r\n  \n1,2;3,4;b;S3\nbad\n 5 , 6 ; 7,8;c d;L0 "
    let parsed = Annotation.parse(Array(text.utf8))
    #expect(parsed.entries.map(\.line) == [1, 4, 6])
    #expect(parsed.entries.map(\.entry.className) == ["a", "b", "c d"])
    #expect(parsed.errors.map(\.line) == [5])
    #expect(Annotation.parse([]).entries.isEmpty)
    #expect(Annotation.parse([]).errors.isEmpty)
  }

  @Test func binaryAndLongTextIsQuotedBriefly() {
    let line = "1,\u{1B}[31m" + String(repeating: "x", count: 1000) + ";3,4;a;L3"
    let error = #expect(throws: NotationError.self) { try Annotation(line: line, lineNumber: 1) }
    let message = error?.message(for: "f") ?? ""
    #expect(!message.unicodeScalars.contains { $0.value < 32 })
    #expect(message.utf8.count < 200)
  }

  @Test func mutatedFilesNeverCrash() {
    let original = Array("141.1,139.2;207.2,287.8;g_clef;L3\r\n1,2;3,4;a;S6\n".utf8)
    for seed in UInt64(0)..<3000 {
      var random = SeededRandom(seed: seed)
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
      }
      let annotations = Annotation.parse(bytes)
      let detections = Detection.parse(bytes)
      #expect(annotations.entries.count + annotations.errors.count <= 20)
      #expect(detections.entries.count >= annotations.entries.count, "seed \(seed)")
    }
  }

  @Test(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)))
  func allRealAnnotationsParse() throws {
    var count = 0
    for file in SharedData.annotationFiles {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      let parsed = Annotation.parse(bytes)
      #expect(parsed.errors.isEmpty, "\(file): \(parsed.errors.first?.message(for: file) ?? "")")
      #expect(Detection.parse(bytes).entries.count == parsed.entries.count)
      for entry in parsed.entries {
        #expect(try Annotation(line: entry.entry.line, lineNumber: 1) == entry.entry)
      }
      count += parsed.entries.count
    }
    #expect(count > 16_725)
  }
}
