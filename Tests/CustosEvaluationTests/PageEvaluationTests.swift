import CustosDataSet
import CustosDetection
import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosEvaluation
@testable import CustosPages

/// What `custos evaluate-pages` counts, on a drawn page whose symbols are known.
@Suite struct PageEvaluationTests {
  private let folder: TemporaryFolder
  private let page: AnnotatedPage
  private let symbols: [Annotation]

  init() throws {
    folder = try TemporaryFolder()
    _ = try PageSynthesis(pageCount: 1, seed: 5, width: 1200, height: 900).run(
      output: folder.file("pages"), replacing: false, pool: DataSamples.makePool(), progress: {})
    page = try #require(try AnnotatedPage.find(in: folder.file("pages")).pages.first)
    symbols = SyntheticPage(seed: 5, index: 0, width: 1200, height: 900).symbols.map(\.annotation)
  }

  private func run(_ classes: [String], boxes: SymbolBoxes = .notes) throws -> PageEvaluation.Result
  {
    try PageEvaluation(boxes: boxes, classes: classes).run(page)
  }

  @Test func everySymbolWithAPositionCounts() throws {
    let result = try run([])
    let withPosition = symbols.filter { SymbolClass.hasStaffPosition($0.className) }
    #expect(result.annotated.map(\.box) == withPosition.map(\.box))
    #expect(result.annotated.map(\.label) == withPosition.map(\.position.name))
    #expect(withPosition.count < symbols.count && result.labels.isEmpty)
    let score = result.score
    #expect(score.annotated == withPosition.count && score.found == result.found.count)
    #expect(score.matched == result.matching.matchCount && score.read == 0)
    #expect(
      result.matching
        == BoxMatching(annotated: withPosition.map(\.box), found: result.found.map(\.box)))
    // Pages are drawn with staff spaces of 30.5 to 37.
    #expect((30...37.6).contains(result.staffSpace ?? 0))
    #expect(score.matched > withPosition.count / 2)
  }

  @Test func classesAreNamedWholeOrByTheirBeginning() throws {
    for (names, isMeant) in [
      (["minima"], { $0 == "minima" }), (["minim*"], { $0 == "minima" || $0 == "minima_rest" }),
      (["coloured*", "barline"], { $0.hasPrefix("coloured") || $0 == "barline" }),
      (["*"], { _ in true }), (["minim"], { _ in false }),
    ] as [([String], (String) -> Bool)] {
      #expect(
        try run(names).annotated.map(\.box) == symbols.filter { isMeant($0.className) }.map(\.box),
        "\(names)")
    }
  }

  /// With classes only found notes are compared, without all that was found.
  @Test func onlyNotesAreComparedWithClasses() throws {
    let notes = try run(["minima"]).found
    #expect(notes.allSatisfy { $0.className == "note" } && !notes.isEmpty)
    #expect(try run([]).found.contains { $0.className == "symbol" })
    let heads = try run(["minima"], boxes: .heads).found
    #expect(heads.allSatisfy { $0.className == "note_head" } && !heads.isEmpty)
  }

  @Test func theOverlapIsThatAskedFor() throws {
    let counts = try [0.3, 0.5, 0.7, 0.9].map {
      try PageEvaluation(boxes: .notes, classes: [], overlap: $0).run(page).score.matched
    }
    #expect(counts == counts.sorted(by: >) && counts[0] > counts[3])
  }

  @Test func aPageWithoutStavesHasNothing() throws {
    let image = folder.file("blank.png")
    try PixelBuffer(width: 300, height: 200).write(to: image, replacing: false)
    try FileSystem.write("10,10;20,20;minima;L3\n", to: image + ".txt", replacing: false)
    let result = try PageEvaluation(boxes: .notes, classes: []).run(
      AnnotatedPage(image: image, annotations: image + ".txt"))
    #expect(result.staffSpace == nil && result.found.isEmpty && result.annotated.count == 1)
    #expect(result.score.recall == 0 && result.score.precision == nil)
  }

  @Test func badAnnotationsAreNamed() throws {
    let annotations = folder.file("bad.txt")
    try FileSystem.write(
      "10,10;20,20;minima;L3\n10,10;20,20;minima;Q9\n", to: annotations, replacing: false)
    let error = try DataSamples.dataError {
      _ = try PageEvaluation(boxes: .notes, classes: []).run(
        AnnotatedPage(image: page.image, annotations: annotations))
    }
    #expect(error?.message.contains(annotations) == true && error?.message.contains("Q9") == true)
  }

  @Test func aBoxOffThePageIsRefused() throws {
    let text = try FileSystem.read(page.annotations) + Array("-9,-9;-2,-2;minima;L3\n".utf8)
    try FileSystem.write(text, to: page.annotations, replacing: true)
    let error = #expect(throws: DataError.self) { _ = try run([]) }
    #expect(error?.message.contains("line \(symbols.count + 1) lies outside the page") == true)
  }
}
