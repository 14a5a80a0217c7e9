import Testing

@testable import CustosEdgeCommands

/// Which elements classes become.
@Suite struct MEIElementTests {
  @Test(arguments: [
    ("noteheadFull", "note head.fill=\"solid\""),
    ("noteheadHalf", "note dur=\"2\" head.fill=\"void\""), ("noteheadWhole", "note dur=\"1\""),
    ("noteheadFullSmall", "note head.fill=\"solid\" grace=\"unknown\""),
    ("restQuarter", "rest dur=\"4\""), ("rest8th", "rest dur=\"8\""),
    ("accidentalSharp", "accid accid=\"s\""), ("accidentalDoubleSharp", "accid accid=\"x\""),
    ("gClef", "clef shape=\"G\""), ("fClef", "clef shape=\"F\""), ("cClef", "clef shape=\"C\""),
    ("augmentationDot", "dot form=\"aug\""), ("semibrevis", "note dur=\"semibrevis\""),
    ("minima", "note dur=\"minima\""), ("coloured_minima", "note dur=\"minima\" colored=\"true\""),
    ("longa", "note dur=\"longa\""), ("longa_2", "note dur=\"longa\""),
    ("brevis_rest", "rest dur=\"brevis\""),
    ("g_clef", "clef shape=\"G\""), ("c_clef", "clef shape=\"C\""),
    ("f_clef_1", "clef shape=\"F\""), ("custos", "custos"), ("dot", "dot"),
    ("flat", "accid accid=\"f\""), ("sharp", "accid accid=\"s\""),
    ("cut_time", "mensur sign=\"C\" slash=\"1\""), ("note_head", "note"),
    ("proportio_maior", "proport type=\"proportio_maior\""),
    ("double_barline", "barLine form=\"dbl\""), ("timeSigCommon", "meterSig sym=\"common\""),
  ])
  func classesHaveElements(className: String, start: String) {
    #expect(MEIElement(className: className)?.start == start)
  }

  @Test(arguments: [
    "symbol", "beam", "_2", "longa2", "longa_x", "longa_22", "undefined", "fermata", "slur", "",
    "brevis_", "coloured_", "_rest",
    "coloured_brevis_rest", "Brevis", "flag8thUp",
  ])
  func othersHaveNone(className: String) {
    #expect(MEIElement(className: className)?.start == nil)
  }

  @Test func notationsAreTold() {
    #expect(MEIElement(className: "minima")?.notation == .mensural)
    #expect(MEIElement(className: "restHalf")?.notation == .modern)
    #expect(MEIElement(className: "custos")?.notation == nil)
  }
}
