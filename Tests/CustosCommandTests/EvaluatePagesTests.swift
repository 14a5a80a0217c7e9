import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `custos evaluate-pages` on drawn pages, as a user runs it.
@Suite struct EvaluatePagesTests {
  private let folder: TemporaryFolder
  private let custos: BuiltProgram
  private let pages: String

  init() throws {
    folder = try TemporaryFolder()
    custos = try BuiltProgram(named: "custos")
    pages = folder.file("pages")
    let synth = try custos.run(
      ["synth", "-o", pages, "--pages", "2", "--seed", "5", "--width", "1200", "--height", "900"])
    #expect(synth.exitCode == 0, "\(synth.error)")
  }

  private func run(_ arguments: [String]) throws -> BuiltProgram.Outcome {
    try custos.run(["evaluate-pages", pages] + arguments)
  }

  private func objects(_ outcome: BuiltProgram.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// Whether a field is this share, written and read as the lines are: reading may miss a decimal's last bit.
  private func isShare(_ field: Any?, _ share: Double) throws -> Bool {
    let read = try JSONSerialization.jsonObject(with: Data("[\(share)]".utf8)) as? [Double]
    return try #require(field as? Double) == #require(read?.first)
  }

  /// The annotated symbols of a page, by the lines of its file.
  private func annotated(_ page: String, _ isMeant: (String) -> Bool) throws -> Int {
    let text = String(decoding: try FileSystem.read(pages + "/" + page + ".txt"), as: UTF8.self)
    return text.split(separator: "\n").count { isMeant(String($0.split(separator: ";")[2])) }
  }

  /// Annotations of the pixels as they are stored go with `--ignore-rotation`.
  @Test func marksOfRotationAreFollowedOrIgnored() throws {
    let upright = try run([])
    for name in try FileSystem.list(pages) where name.hasSuffix(".JPG") {
      let path = pages + "/" + name
      let marked = ExifSample.marked(
        try FileSystem.read(path), ExifSample.tiff(orientation: 6, isBigEndian: false))
      try FileSystem.write(marked, to: path, replacing: true)
    }
    #expect(try run(["--ignore-rotation"]).output == upright.output)
    let followed = try run([])
    #expect(followed.exitCode == 65 && followed.error.contains("S5-000"), "\(followed.error)")
  }

  @Test func theTableHasALineAPageAndTheTotals() throws {
    let outcome = try run([])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let rows = outcome.lines.map { $0.split(separator: " ").map(String.init) }
    try #require(rows.count == 4)
    #expect(
      rows[0] == ["page", "staff", "space", "annotated", "found", "recall", "precision"])
    #expect(rows[1][0] == "S5-0001.JPG" && rows[2][0] == "S5-0002.JPG")
    #expect(Array(rows[3][..<3]) == ["all", "pages", "-"])
    let json = try objects(run(["--format", "jsonl"]))
    for (row, object) in zip([rows[1], rows[2], ["all"] + rows[3].dropFirst(2)], json) {
      #expect(Int(row[2]) == object["annotated"] as? Int && Int(row[3]) == object["found"] as? Int)
      let recall = try #require(object["recall"] as? Double)
      let precision = try #require(object["precision"] as? Double)
      #expect(row[4] == String(format: "%.3f", recall))
      #expect(row[5] == String(format: "%.3f", precision))
    }
  }

  @Test func linesHaveTheirFieldsAndAddUp() throws {
    let outcome = try run(["--format", "jsonl", "--class", "minima", "--class", "coloured*"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let lines = try objects(outcome)
    try #require(lines.count == 3)
    func isMeant(_ name: String) -> Bool { name == "minima" || name.hasPrefix("coloured") }
    for (index, page) in ["S5-0001.JPG", "S5-0002.JPG"].enumerated() {
      #expect(lines[index]["page"] as? String == page)
      #expect(lines[index]["annotated"] as? Int == (try annotated(page, isMeant)))
    }
    for name in ["annotated", "found", "matched"] {
      let counts = lines.compactMap { $0[name] as? Int }
      #expect(counts.count == 3 && counts[2] == counts[0] + counts[1], "\(name): \(counts)")
    }
    for (index, line) in lines.enumerated() {
      #expect(line["seq"] as? Int == index)
      #expect(line["schema"] as? String == "custos.detection-score/1")
      let matched = Double(try #require(line["matched"] as? Int))
      let annotated = Double(try #require(line["annotated"] as? Int))
      #expect(try isShare(line["recall"], matched / annotated))
    }
  }

  @Test func fieldsAreThoseOfTheSnapshot() throws {
    let outcome = try run(["--format", "jsonl"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let fields = try outcome.lines.map(Snapshot.fields(ofJSON:)).joined(separator: "\n")
    #expect(try Snapshot.difference(of: fields, from: "evaluate-pages-fields.txt") == nil)
  }

  /// With a model the share that is read right is given as well: of random weights it is no more than
  /// what is found.
  @Test func aModelReadsWhatIsFound() throws {
    let model = folder.file("small.custos")
    try FileSystem.write(SmallModel.bytes(), to: model, replacing: false)
    let lines = try objects(run(["--model", model, "--format", "jsonl"]))
    try #require(lines.count == 3)
    for line in lines {
      let read = try #require(line["read"] as? Int)
      #expect(read >= 0 && read <= line["matched"] as? Int ?? -1)
      let annotated = Double(try #require(line["annotated"] as? Int))
      #expect(try isShare(line["read_share"], Double(read) / annotated))
    }
    let text = try run(["--model", model])
    #expect(text.lines.first?.hasSuffix("read right") == true)
  }

  /// The page network finds, the classifier reads: as the board does with the same two files.
  @Test func aPageNetworkFindsForAClassifier() throws {
    let (network, model) = (folder.file("network.custos"), folder.file("small.custos"))
    try FileSystem.write(SmallPageModel.bytes(), to: network, replacing: false)
    try FileSystem.write(SmallModel.bytes(), to: model, replacing: false)
    // A staff with a staff space of 20 pixels and squares of ink across a space.
    var picture = PixelBuffer(width: 600, height: 240)
    for line in 0..<5 {
      picture.fillRectangle(x: 20, y: 80 + line * 20, width: 560, height: 2, .black)
    }
    for left in stride(from: 100, to: 500, by: 80) {
      picture.fillRectangle(x: left, y: 80, width: 22, height: 22, .black)
    }
    let squares = folder.file("squares")
    try FileSystem.createDirectories(squares)
    let page = squares + "/page.png"
    try picture.write(to: page, replacing: false)
    let read = try BuiltProgram(named: "custos-edge").run([
      "classify", "--model", model, "--page", page, "--finder", network,
    ])
    try #require(read.exitCode == 0 && read.lines.count == 5, "\(read)")
    // x1,y1,x2,y2;class;label is annotated as x1,y1;x2,y2;class;label, so every label is right.
    let annotations = read.lines.map { line in
      let parts = line.split(separator: ";")
      let corners = parts[0].split(separator: ",")
      return "\(corners[0]),\(corners[1]);\(corners[2]),\(corners[3]);\(parts[1]);\(parts[2])"
    }
    try FileSystem.write(
      annotations.joined(separator: "\n") + "\n", to: page + ".txt", replacing: false)
    func last(_ arguments: [String]) throws -> [String: Any] {
      let outcome = try custos.run(["evaluate-pages", squares, "--format", "jsonl"] + arguments)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      return try #require(objects(outcome).last)
    }
    let pair = try last(["--model", model, "--finder", network])
    #expect(pair["found"] as? Int == 5 && pair["matched"] as? Int == 5)
    #expect(pair["placed"] as? Int == 5)
    let alone = try last(["--model", network])
    #expect(alone["matched"] as? Int == 5)
    #expect(alone["placed"] as? Int == annotations.count { $0.hasSuffix(";L3") })
    for (arguments, text) in [
      (["--finder", network], "--finder finds for the patch classifier"),
      (["--model", network, "--finder", network], "leave out --finder"),
      (["--model", model, "--finder", model], "small.custos is no page network"),
      (["--model", model, "--finder", page], "must be a quantised model"),
      (["--model", model, "--finder", network, "--class", "empty"], "--class is for the finder"),
    ] {
      let outcome = try custos.run(["evaluate-pages", squares] + arguments)
      #expect([64, 65].contains(outcome.exitCode), "\(arguments): \(outcome)")
      #expect(outcome.error.contains(text), "\(arguments): \(outcome.error)")
    }
  }

  @Test func wrongUseAndBadPagesExplainThemselves() throws {
    for (arguments, text) in [
      (["--overlap", "0"], "--overlap must be above 0 and at most 1"),
      (["--overlap", "1.1"], "--overlap"), (["--symbol-boxes", "clefs"], "clefs"),
    ] {
      let outcome = try run(arguments)
      #expect(outcome.exitCode == 64 && outcome.error.contains(text), "\(outcome.error)")
    }
    let missing = try custos.run(["evaluate-pages", folder.file("nowhere")])
    #expect(missing.exitCode == 66 && missing.error.contains(folder.file("nowhere")))
    let foreign = folder.file("foreign.custos")
    try FileSystem.write("no model", to: foreign, replacing: false)
    let refused = try run(["--model", foreign])
    #expect([64, 65].contains(refused.exitCode) && refused.error.contains(foreign))
    // An annotation that cannot be read names file and line.
    let file = pages + "/S5-0002.JPG.txt"
    try FileSystem.write("1,1;9,9;minima;Q9\n", to: file, replacing: true)
    let bad = try run([])
    #expect(bad.exitCode == 65 && bad.error.contains(file) && bad.error.contains("Q9"))
  }
}
