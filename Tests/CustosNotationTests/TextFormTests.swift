import CustosNotation
import CustosTestRandom
import Foundation
import Testing

/// Files in the encodings and with the line ends that editors and shells write.
@Suite struct TextFormTests {
  private static let text = "1,2;3,4;a;L3\n1,2;3,4;b;S3\n5,6;7,8;c;L0\n"

  private func parse(_ bytes: [UInt8]) -> ParsedLines<Annotation> { Annotation.parse(bytes) }

  private func bytes(_ text: String, _ encoding: String.Encoding) throws -> [UInt8] {
    [UInt8](try #require(text.data(using: encoding)))
  }

  /// One sentence a file, whatever its encoding.
  @Test func otherEncodingsAreNamed() throws {
    let little = try bytes(Self.text, .utf16LittleEndian)
    let big = try bytes(Self.text, .utf16BigEndian)
    let wide = try bytes(Self.text, .utf32LittleEndian)
    for (bytes, name) in [
      ([0xFF, 0xFE] + little, "UTF-16"), ([0xFE, 0xFF] + big, "UTF-16"),
      ([0xFF, 0xFE, 0, 0] + wide, "UTF-32"),
      ([0, 0, 0xFE, 0xFF] + (try self.bytes(Self.text, .utf32BigEndian)), "UTF-32"),
      (little, "UTF-16 or no text"), (big, "UTF-16 or no text"), (wide, "UTF-16 or no text"),
    ] {
      let parsed = parse(bytes)
      #expect(parsed.entries.isEmpty)
      #expect(parsed.errors == [NotationError(line: 0, .encoding(name))])
      #expect(parsed.errors.first?.message(for: "a.txt") == "a.txt is \(name); save it as UTF-8.")
    }
  }

  @Test(arguments: [("\r", "CR"), ("\u{2028}", "U+2028"), ("\u{2029}", "U+2029")])
  func otherLineEndsAreNamed(end: String, name: String) {
    let text = Self.text.replacingOccurrences(of: "\n", with: end)
    for file in [text, text + "\n", "1,2;3,4;z;L3\n" + text] {
      let parsed = parse(Array(file.utf8))
      #expect(parsed.entries.isEmpty)
      #expect(parsed.errors == [NotationError(line: 0, .lineEnd(name))])
    }
    #expect(
      parse(Array(text.utf8)).errors.first?.message(for: "a.txt")
        == "a.txt has lines that end with \(name) alone; save it with line feeds (LF or CR LF).")
  }

  @Test(arguments: ["\n", "\r\n", "\r\r\n", "\n\n"]) func theseAreRead(end: String) {
    let text = Self.text.replacingOccurrences(of: "\n", with: end)
    for mark in ["", "\u{FEFF}"] {
      let parsed = parse(Array((mark + text).utf8))
      #expect(parsed.entries.map(\.entry.className) == ["a", "b", "c"] && parsed.errors.isEmpty)
    }
    #expect(parse(Array((Self.text.dropLast() + "\r").utf8)).entries.count == 3)
  }

  /// Two names in Latin-1 do not become one: their lines are bad.
  @Test func linesThatAreNotUTF8AreNamed() throws {
    let latin = try bytes("1,2;3,4;ré;L3\n1,2;3,4;b;S3\n5,6;7,8;rè;L0\n", .isoLatin1)
    let parsed = parse(latin)
    #expect(parsed.entries.map(\.line) == [2])
    #expect(parsed.errors == [1, 3].map { NotationError(line: $0, .notUTF8) })
    #expect(
      parsed.errors.last?.message(for: "a.txt")
        == "a.txt, line 3: the line is not UTF-8; save the file as UTF-8.")
    // A replacement character that is really written is text.
    #expect(parse(Array("1,2;3,4;r\u{FFFD};L3".utf8)).errors.isEmpty)
    for bad: [UInt8] in [
      [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x80],
    ] {
      #expect(
        parse(Array("1,2;3,4;".utf8) + bad + Array(";L3".utf8)).errors.map(\.reason) == [.notUTF8])
    }
  }

  @Test func boxesThinnerThanHalfAPixelAreNamed() {
    let parsed = parse(
      Array("200,80;260,80.4;a;L3\n200,80;200.4,90;a;L3\n200,80;200.5,80.5;a;L3\n".utf8))
    #expect(parsed.entries.map(\.line) == [3])
    #expect(
      parsed.errors.map { $0.message(for: "a") } == [
        "a, line 1: the box is 60.00 x 0.40 pixels, thinner than half a pixel; correct the line.",
        "a, line 2: the box is 0.40 x 10.00 pixels, thinner than half a pixel; correct the line.",
      ])
  }

  /// Whatever the bytes: every error has its sentence, and what was read is what was written.
  @Test func mutatedFilesKeepTheirNames() {
    let original = Array("\u{FEFF}1,2;3,4;ré;L3\r\n\u{2028}1,2;3,4;r\u{301};S3\n".utf8)
    for seed in UInt64(0)..<3000 {
      var random = SeededRandom(seed: seed)
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] =
          [
            0, 10, 13, 0x80, 0xA8, 0xE2, 0xFE, 0xFF, UInt8(truncatingIfNeeded: random.next()),
          ][Int.random(in: 0..<9, using: &random)]
      }
      let parsed = parse(bytes)
      for error in parsed.errors {
        let message = error.message(for: "f")
        #expect(message.hasSuffix(".") && !message.contains("\n"), "seed \(seed)")
        #expect(error.line > 0 || parsed.entries.isEmpty, "seed \(seed)")
      }
      for entry in parsed.entries {
        let name = Array(entry.entry.className.utf8)
        #expect(bytes.indices.contains { bytes[$0...].starts(with: name) }, "seed \(seed)")
      }
    }
  }
}
