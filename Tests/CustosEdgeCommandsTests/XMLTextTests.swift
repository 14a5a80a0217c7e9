import Testing

@testable import CustosEdgeCommands

/// Text within XML.
@Suite struct XMLTextTests {
  @Test func whatMeansSomethingIsEscaped() {
    #expect(XMLText.escaped("a<b>&\"c\" 'd' ü") == "a&lt;b&gt;&amp;&quot;c&quot; 'd' ü")
    #expect(XMLText.escaped("1\t2\n3\r") == "1&#9;2&#10;3&#13;")
  }

  @Test func whatXMLForbidsIsReplaced() {
    #expect(XMLText.escaped("a\u{1}b\u{FFFE}c\u{1F3B5}") == "a\u{FFFD}b\u{FFFD}c\u{1F3B5}")
  }

  @Test func commentsCannotEndEarly() {
    #expect(XMLText.comment("a-->b---") == "<!-- a- ->b- - - -->")
    #expect(XMLText.comment("-") == "<!-- - -->")
    #expect(XMLText.comment("<&>\u{0}") == "<!-- <&>\u{FFFD} -->")
  }

  @Test func namesAreURIs() {
    #expect(XMLText.uri("W-01_N~.png") == "W-01_N~.png")
    #expect(XMLText.uri("a b&<ü>%.png") == "a%20b%26%3C%C3%BC%3E%25.png")
  }
}
