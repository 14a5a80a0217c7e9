import CustosImage
import CustosNotation
import CustosTestRandom
import Testing

@testable import CustosEdgeCommands

@Suite("A detector's boxes on standard input")
struct StreamedBoxesTests {
  private func read(_ text: String) throws -> StreamedBoxes {
    try StreamedBoxes(line: [UInt8](text.utf8), number: 3)
  }

  @Test("pictures by number and by name, classes or none")
  func good() throws {
    let line = try read(#"{"frame": 12, "boxes": [{"box": [1, 2.5, 30, 4e1], "class": "minima"}]}"#)
    #expect(line.key == .number(12))
    #expect(
      line.boxes == [Detection(box: Box(x1: 1, y1: 2.5, x2: 30, y2: 40), className: "minima")])
    let named = try read(#"{"boxes": [{"box": [0, 0, 1, 1], "score": 1}], "frame": "a/ü.jpg"}"#)
    #expect(named.key == .name("a/ü.jpg"))
    #expect(named.boxes[0].className == "symbol")
    #expect(try read(#"{"frame": 0, "boxes": []}"#).boxes.isEmpty)
  }

  @Test(
    "what is wrong is said, with the line",
    arguments: [
      ("", "JSON"), ("{", "JSON"), ("[]", "frame"), (#"{"frame": -1, "boxes": []}"#, "frame"),
      (#"{"frame": 1.5, "boxes": []}"#, "frame"), (#"{"frame": 1}"#, "boxes"),
      (#"{"frame": 1, "frame": 2, "boxes": []}"#, "JSON"),
      (#"{"frame": 1, "boxes": {}}"#, "boxes"), (#"{"frame": 1, "boxes": [3]}"#, "box"),
      (#"{"frame": 1, "boxes": [{"box": [1, 2, 3]}]}"#, "box"),
      (#"{"frame": 1, "boxes": [{"box": [1, 2, 3, "4"]}]}"#, "box"),
      (#"{"frame": 1, "boxes": [{"box": [3, 2, 1, 4]}]}"#, "box"),
      (#"{"frame": 1, "boxes": [{"box": [1, 2, 3, 4, 5]}]}"#, "box"),
      (#"{"frame": 1, "boxes": [{"box": [1, 2, 3, 1e999]}]}"#, "JSON"),
      (#"{"frame": 1, "boxes": [{"box": [1, 2, 3, 4], "class": "a\u001bb"}]}"#, "control"),
    ])
  func bad(text: String, what: String) {
    #expect {
      try read(text)
    } throws: { error in
      guard let error = error as? CommandError else { return false }
      return error.exitCode == 65 && error.isAboutInput
        && error.message.contains("standard input, line 3") && error.message.contains(what)
    }
  }

  @Test("20,000 damaged lines are read or refused")
  func fuzz() {
    var random = SeededRandom(seed: 11)
    let good = [UInt8](
      #"{"frame": 12, "boxes": [{"box": [1, 2.5, 30, 4e1], "class": "minima \u00e4"}, {"box": [0,0,1,1]}]}"#
        .utf8)
    var readCount = 0
    for _ in 0..<20_000 {
      var line = good
      for _ in 0..<random.integer(1...6) {
        let index = random.integer(0...(line.count - 1))
        switch random.integer(0...2) {
        case 0: line[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: line.remove(at: index)
        default: line.insert(good[random.integer(0...(good.count - 1))], at: index)
        }
      }
      if (try? StreamedBoxes(line: line, number: 1)) != nil { readCount += 1 }
    }
    #expect(readCount > 0 && readCount < 20_000)
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: CommandError.self) { try StreamedBoxes(line: deep, number: 1) }
  }
}
