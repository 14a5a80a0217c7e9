import CustosImage
import CustosTestRandom
import Foundation
import Testing

@testable import CustosReports
@testable import CustosSupport

@Suite struct HTMLTests {
  @Test func marksBecomeText() {
    #expect(
      HTML.escape("<b a=\"1\" c='2'>&amp;</b>\u{0}\u{1B}\u{7F}é\n")
        == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;\u{FFFD}\u{FFFD}\u{FFFD}é\n")
  }

  /// Whatever the text, nothing is left that could end a text or an attribute, and it reads back.
  @Test(arguments: 0..<50) func escapedTextIsInertAndReadsBack(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let letters = Array("<>&\"';=/ aé漢#xamp")
    let text = String(random.bytes(40).map { letters[Int($0) % letters.count] })
    let escaped = HTML.escape(text)
    #expect(!escaped.contains { "<>\"'".contains($0) }, "seed \(seed)")
    let back = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      .reduce(escaped) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    #expect(back == text, "seed \(seed)")
  }

  @Test func picturesAreInThePage() throws {
    let picture = PixelBuffer(width: 3, height: 2, red: 10, green: 20, blue: 30)
    let html = HTML.image(
      try EncodedPicture(picture, as: .png, name: "p"), description: "\"quoted\"")
    let data = try #require(html.split(separator: "base64,").last?.split(separator: "\"").first)
    let bytes = try #require(Data(base64Encoded: String(data)))
    #expect(try PixelBuffer(decoding: [UInt8](bytes)) == picture)
    #expect(html.contains("alt=\"&quot;quoted&quot;\""))
  }

  @Test func cellsAndFactsAreEscaped() {
    let table = HTML.table(head: ["<a>"], rows: [["<b>"], ["c"]], marked: 1)
    #expect(table.contains("<th>&lt;a&gt;</th>") && table.contains("<td>&lt;b&gt;</td>"))
    #expect(table.contains("<tr class=\"marked\"><td>c</td></tr>"))
    #expect(HTML.facts([("<n>", "<v>")]).contains("<th>&lt;n&gt;</th><td>&lt;v&gt;</td>"))
  }

  @Test func optionsAreNamedInWords() {
    struct Options: Encodable {
      let batchSize = 8
      let zoom: Float = 0.2
      let isOn = true
      let kind = "adam"
      let rate: Double? = nil
      let sizes = [1, 2]
    }
    let lines = OptionText.lines(of: Options()).map { "\($0.name)=\($0.value)" }
    #expect(lines == ["batch size=8", "is on=yes", "kind=adam", "sizes=1, 2", "zoom=0.2"])
  }
}
