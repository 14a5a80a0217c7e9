import CustosImage
import CustosNotation
import Foundation
import Testing

@testable import CustosEdgeCommands
@testable import CustosReading

/// Pages as MEI documents.
@Suite struct MEIDocumentTests {
  static let labels = StaffPosition.names + ["out"]

  private func symbol(
    _ className: String, _ label: String?, staff: Int?, order: Int?, x: Double = 10
  ) -> SymbolReading {
    var outcome = SymbolReading.Outcome.notRead
    if let label {
      outcome = .read(
        Prediction(
          logits: [], probabilities: Self.labels.map { $0 == label ? 0.75 : 0.015625 },
          preprocessMicroseconds: 0, inferenceMicroseconds: 0))
    }
    return SymbolReading(
      detection: Detection(
        box: Box(x1: x, y1: -0.5, x2: x + 9.25, y2: 20), className: className), outcome: outcome,
      isUnknown: nil, steady: nil, presence: 0.5, staff: staff, order: order)
  }

  private func document(
    _ symbols: [SymbolReading], page: String = "pages/a b.png", threshold: Double? = nil
  ) throws -> XMLTree {
    let results = ResultFormat(
      format: .mei, labelSet: LabelSet(Self.labels), modelName: "m<1>", modelChecksum: "0badcafe",
      topCount: 2, showsLogits: false, threshold: threshold)
    let text = MEIDocument(
      page: page, width: 100, height: 50, symbols: symbols, results: results
    ).text
    return try XMLTree(text)
  }

  @Test func stavesHaveLayersInReadingOrder() throws {
    let tree = try document([
      symbol("minima", "S1", staff: 1, order: 1), symbol("g_clef", "L2", staff: 1, order: 0),
      symbol("brevis_rest", "L0", staff: 0, order: 0),
    ])
    #expect(tree.all("staffDef").map { $0["n"] } == ["1", "2"])
    #expect(tree.all("staffDef").allSatisfy { $0["lines"] == "5" })
    #expect(tree.all("staffDef").allSatisfy { $0["notationtype"] == "mensural" })
    #expect(tree.all("staff").map { $0["n"] } == ["1", "2"] && tree.all("layer").count == 2)
    let rest = try #require(tree.all("rest").first)
    #expect(rest["dur"] == "brevis" && rest["loc"] == "-2" && rest["facs"] == "#zone-3")
    let note = try #require(tree.all("note").first)
    #expect(note["dur"] == "minima" && note["loc"] == "1" && note["facs"] == "#zone-1")
    let clef = try #require(tree.all("clef").first)
    #expect(clef["shape"] == "G" && clef["line"] == "2" && clef["loc"] == nil)
    let names = tree.names
    let layers = names.indices.filter { names[$0] == "layer" }
    #expect(names[layers[0] + 1] == "rest")
    #expect(Array(names[(layers[1] + 1)...]) == ["clef", "note"])
  }

  @Test(arguments: [
    ("L1", "0"), ("S1", "1"), ("S0", "-1"), ("L0", "-2"), ("S6", "11"), ("out", nil),
  ])
  func positionsAreCountedFromTheBottomLine(label: String, loc: String?) throws {
    let tree = try document([symbol("noteheadWhole", label, staff: 0, order: 0)])
    let note = try #require(tree.all("note").first)
    #expect(note["loc"] == loc && note["dur"] == "1")
    #expect(tree.all("staffDef").first?["notationtype"] == "cmn")
  }

  @Test func clefsBesideLinesHaveNone() throws {
    for label in ["S2", "L0", "L6", "out"] {
      let tree = try document([symbol("cClef", label, staff: 0, order: 0)])
      #expect(tree.all("clef").first?["line"] == nil)
    }
  }

  @Test func zonesHoldBoxesAndProbabilities() throws {
    let tree = try document([
      symbol("minima", "L3", staff: 0, order: 0), symbol("barline", nil, staff: 0, order: 1, x: 95),
    ])
    let surface = try #require(tree.all("surface").first)
    #expect(surface["lrx"] == "100" && surface["lry"] == "50" && surface["ulx"] == "0")
    #expect(tree.all("graphic").first?["target"] == "a%20b.png")
    let zones = tree.all("zone")
    #expect(zones.map { $0["xml:id"] } == ["zone-1", "zone-2"])
    #expect(["ulx", "uly", "lrx", "lry"].map { zones[0][$0] } == ["10", "0", "20", "20"])
    #expect(zones[1]["lrx"] == "100" && zones[1]["label"] == "barline")
    let numbers = tree.all("num")
    #expect(numbers.map { $0["type"] } == ["presence", "label", "label", "presence"])
    #expect(numbers.map { $0["value"] } == ["0.500000", "0.750000", "0.015625", "0.500000"])
    #expect(numbers[1]["label"] == "L3")
    #expect(tree.all("barLine").first?["facs"] == "#zone-2")
  }

  /// Classes without an element and symbols without a staff are zones and remarks.
  @Test func nothingIsDroppedInSilence() throws {
    let tree = try document([
      symbol("odd <&\"> --x", "L3", staff: 0, order: 0),
      symbol("minima", "L3", staff: nil, order: nil),
    ])
    #expect(tree.all("zone").map { $0["label"] } == ["odd <&\"> --x", "minima"])
    #expect(tree.all("note").isEmpty && tree.comments.count == 2)
    #expect(tree.comments[0].contains("#zone-2, minima: its staff is not known"))
    #expect(tree.comments[1].contains("#zone-1") && tree.comments[1].contains("has no element"))
  }

  @Test func whatIsNotAcceptedHasNoPlace() throws {
    let tree = try document([symbol("minima", "L3", staff: 0, order: 0)], threshold: 0.8)
    #expect(tree.all("note").first?["loc"] == nil && tree.all("num").count == 3)
  }

  @Test func theHeadNamesFileAndProgram() throws {
    let tree = try document([], page: "x/<&\">.png")
    #expect(tree.text(in: "title") == "<&\">.png")
    #expect(tree.text(in: "name") == "custos" && tree.text(in: "p")?.contains("m<1>") == true)
    #expect(tree.all("application").first?["version"]?.isEmpty == false)
    #expect(tree.all("mei").first?["meiversion"] == "5.1")
    #expect(tree.all("staffDef").isEmpty && tree.all("section").count == 1)
    #expect(try document([], page: "-").all("graphic").isEmpty)
  }

  /// Elements and attributes are those that the schema of MEI 5.1 allows where they stand; the documents of
  /// all classes were validated with it.
  @Test func onlyKnownElementsAndAttributesAreWritten() throws {
    let classes = [
      "noteheadFull", "restQuarter", "accidentalFlat", "gClef", "augmentationDot", "timeSigCommon",
      "barlineHeavy", "coloured_brevis", "longa_rest", "cut_time", "proportio_minor", "ligature",
      "custos", "dot",
    ]
    let tree = try document(
      classes.enumerated().map { symbol($1, "L2", staff: 0, order: $0) })
    let allowed: [String: Set<String>] = [
      "note": ["dur", "loc", "head.fill", "colored"], "rest": ["dur", "loc"],
      "accid": ["accid", "loc"], "clef": ["shape", "line"], "dot": ["form", "loc"],
      "meterSig": ["sym"], "barLine": ["form"], "mensur": ["sign", "slash", "loc"],
      "proport": ["type", "loc"], "ligature": [], "custos": ["loc"],
    ]
    let layer = tree.names.drop { $0 != "layer" }.dropFirst()
    #expect(layer.count == classes.count)
    for name in layer {
      for element in tree.all(name) {
        let found = Set(element.keys).subtracting(["xml:id", "facs"])
        #expect(found.isSubset(of: allowed[name] ?? []), "\(name) \(found)")
      }
    }
  }
}
