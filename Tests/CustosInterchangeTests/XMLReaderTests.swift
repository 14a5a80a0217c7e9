import CustosTestRandom
import Testing

@testable import CustosInterchange

@Suite struct XMLReaderTests {
  private func read(_ text: String) throws -> XMLElement { try XMLReader.read(Array(text.utf8)) }

  private func failure(_ text: String) -> TextFailure? {
    do {
      _ = try read(text)
      return nil
    } catch { return error as? TextFailure }
  }

  @Test func elementsAttributesAndTextAreRead() throws {
    let root = try read(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <!DOCTYPE a>
      <!-- <b> -->
      <a one='1 &lt; 2' two = "&#x41;&#66;&quot;">
        <b/>x &amp; y<?php no ?><b>
      <![CDATA[<raw> & ]]>é</b >
      </a>
      <!-- end -->
      """)
    #expect(root.name == "a" && root.line == 4)
    #expect(root.attributes == ["one": "1 < 2", "two": "AB\""])
    #expect(root.children.map(\.name) == ["b", "b"])
    #expect(root.children.map(\.line) == [5, 5])
    #expect(root.children[1].text == "\n<raw> & é")
    #expect(TextFile.trimmed(root.text) == "x & y")
  }

  @Test(arguments: [
    ("", 1, "no element"), ("<a>\n<b></a>", 2, "does not end"), ("<a>\n<b>", 2, "cut off"),
    ("<a>\n<!-- ", 2, "never ends"), ("<a/>\n<b/>", 2, "second element"), ("x<a/>", 1, "outside"),
    ("<a>\n&lol;</a>", 2, "'&lol'"), ("<a>&#0;</a>", 1, "'&#0'"),
    ("<a>&#xD800;</a>", 1, "not known"),
    ("<a>&#xFFFF;</a>", 1, "not known"), ("<a>&", 1, "not known"), ("<a b=1/>", 1, "in quotes"),
    ("<a b='1' b='2'/>", 1, "twice"), ("<a b='<'/>", 1, "twice or holds"), ("< a/>", 1, "name"),
    ("<?xml version='1.0' encoding='latin1'?><a>é</a>", 1, "UTF-8"), ("</a>", 1, "does not end"),
    ("<a><!DOCTYPE b></a>", 1, "document types"),
  ])
  func damage(text: String, line: Int, part: String) {
    let failure = failure(text)
    #expect(failure?.line == line)
    #expect(failure?.detail.contains(part) == true, "\(failure?.detail ?? "it was read")")
  }

  /// A file of some hundred bytes that stands for gigabytes, and one that asks for another file.
  @Test func nothingIsExpandedOrLoaded() {
    let lol = (1...9).map { "<!ENTITY l\($0) \"&l\($0 - 1);&l\($0 - 1);\">" }.joined()
    for text in [
      "<!DOCTYPE a [<!ENTITY l0 \"lol\">\(lol)]><a>&l9;</a>",
      "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>&f;</a>",
    ] {
      #expect(failure(text)?.detail.contains("document types with declarations") == true)
    }
  }

  @Test func depthAndCountAreBounded() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(failure(deep)?.detail.contains("64 within each other") == true)
    let many = "<a>" + String(repeating: "<b/>", count: XMLReader.countLimit) + "</a>"
    #expect(failure(many)?.detail.contains("more than 300000 elements") == true)
  }

  @Test("20,000 damaged documents are read or refused")
  func fuzz() {
    let good = Array(
      "<?xml version=\"1.0\"?><a x='1'><b>2 &amp; &#65;<![CDATA[ & ]]></b><!-- c --><d/></a>".utf8)
    var random = SeededRandom(seed: 17)
    var readCount = 0
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0..<random.integer(1...5) {
        let index = random.integer(0...(bytes.count - 1))
        switch random.integer(0...3) {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: index)
        case 2: bytes.removeSubrange(index...)
        default: bytes.insert(good[random.integer(0...(good.count - 1))], at: index)
        }
        if bytes.isEmpty { bytes = [60] }
      }
      if (try? XMLReader.read(bytes)) != nil { readCount += 1 }
    }
    #expect(readCount > 0 && readCount < 20_000)
  }
}
