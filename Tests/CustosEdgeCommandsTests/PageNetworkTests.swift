import CustosEngine
import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `custos-edge` with a page network.
@Suite struct PageNetworkTests {
  let bench: Workbench
  private var network: String { bench.folder.file("network.custos") }
  private var staves: String { bench.folder.file("staves.png") }

  init() throws {
    bench = try Workbench()
    try FileSystem.write(SmallPageModel.bytes(), to: network, replacing: false)
    // Two staves with a staff space of 20 pixels and squares of ink across a space.
    var page = PixelBuffer(width: 600, height: 400)
    for top in [80, 240] {
      for line in 0..<5 {
        page.fillRectangle(x: 20, y: top + line * 20, width: 560, height: 2, .black)
      }
      for left in stride(from: 100, to: 500, by: 80) {
        page.fillRectangle(x: left, y: top, width: 22, height: 22, .black)
      }
    }
    try page.write(to: staves, replacing: false)
  }

  private func read(_ arguments: [String]) throws -> EdgeTool.Outcome {
    try EdgeTool.run(["classify", "--model", network] + arguments)
  }

  private func objects(_ outcome: EdgeTool.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func aPageIsReadInOnePass() throws {
    let outcome = try read(["--page", staves])
    try #require(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome)")
    #expect(outcome.lines.count == 10)
    #expect(outcome.lines.allSatisfy { $0.hasSuffix(";empty;L3") }, "\(outcome.output)")
    #expect(try read(["--page", staves, "--find-symbols"]).output == outcome.output)
    #expect(try read(["--page", staves, "--staff-space", "auto"]).output == outcome.output)
    for set in InstructionSet.available {
      let other = try read(["--page", staves, "--instruction-set", set.name, "--threads", "3"])
      #expect(other.output == outcome.output, "\(set.name)")
    }
  }

  @Test func jsonHasTheFieldsOfOtherPages() throws {
    let lines = try objects(
      read(["--page", staves, "--format", "jsonl", "--top", "2", "--logits", "--threshold", "0.99"])
    )
    #expect(lines.count == 10)
    for (index, line) in lines.enumerated() {
      #expect(line["schema"] as? String == "custos.result/1" && line["seq"] as? Int == index)
      #expect(line["class"] as? String == "empty" && line["label"] as? String == "L3")
      // e^5 / (e^5 + 14) is below the threshold.
      #expect(line["unknown"] as? Bool == true && (line["logits"] as? [Int])?.count == 15)
      #expect((line["top"] as? [[String: Any]])?.count == 2)
    }
  }

  /// Two staves of five symbols, found from left to right.
  private func isPlaced(_ lines: [[String: Any]], hasPresence: Bool = true) -> Bool {
    lines.count == 10
      && lines.enumerated().allSatisfy { index, line in
        line["staff"] as? Int == index / 5 + 1 && line["order"] as? Int == index % 5 + 1
          && hasPresence == (line["presence"] as? Double).map { $0 > 0.6 && $0 <= 1 } ?? false
          && hasPresence == (line["presence"] != nil)
      }
  }

  @Test func jsonTellsWhatTheFinderKnows() throws {
    let json = ["--page", staves, "--format", "jsonl"]
    #expect(isPlaced(try objects(read(json))))
    let classified = ["classify", "--model", bench.model] + json
    #expect(isPlaced(try objects(EdgeTool.run(classified + ["--finder", network]))))
    // The classical finder knows the staves alone.
    let heads = ["--find-symbols", "--symbol-boxes", "heads"]
    #expect(isPlaced(try objects(EdgeTool.run(classified + heads)), hasPresence: false))
    let watched = try EdgeTool.run([
      "watch", "--model", network, "--camera", "file:" + staves, "--format", "jsonl",
    ])
    #expect(isPlaced(try objects(watched)))
    // Boxes of a file have none of it.
    let boxes = try objects(
      EdgeTool.run([
        "classify", "--model", bench.model, "--page", bench.page, "--boxes", bench.boxes,
        "--format", "jsonl",
      ]))
    #expect(boxes.count == 4)
    for line in boxes {
      #expect(["presence", "staff", "order"].allSatisfy { line[$0] == nil }, "\(line)")
    }
  }

  /// Without staves there is a presence alone.
  @Test func jsonLeavesOutWhatIsNotKnown() throws {
    let ink = bench.folder.file("ink.png")
    try PixelBuffer(width: 9, height: 9, red: 0, green: 0, blue: 0).write(to: ink, replacing: false)
    let lines = try objects(read(["--page", ink, "--staff-space", "12", "--format", "jsonl"]))
    let line = try #require(lines.first)
    #expect(line["presence"] as? Double != nil && line["staff"] == nil && line["order"] == nil)
  }

  /// The small network gives every symbol the same position, unsure: there are no sure neighbours.
  @Test func neighboursBelongToPagesOfPageNetworks() throws {
    let plain = try read(["--page", staves])
    #expect(try read(["--page", staves, "--neighbours"]).output == plain.output)
    let patch = try bench.patch("patch.png", seed: 1)
    let alone = try EdgeTool.run(["classify", "--model", bench.model, "--neighbours", patch])
    #expect(alone.exitCode == 64 && alone.error.contains("--neighbours needs a --page."))
    for found in [["--finder", network], ["--boxes", bench.boxes]] {
      let other = try EdgeTool.run(
        ["classify", "--model", bench.model, "--neighbours", "--page", staves] + found)
      #expect(other.exitCode == 65 && other.error.contains("small.custos is no page network"))
    }
  }

  /// How probable it must be that a symbol is there, for the network alone and as a finder.
  @Test func presenceChoosesTheSymbols() throws {
    let json = ["--page", staves, "--format", "jsonl"]
    let found = try objects(read(json)).compactMap { $0["presence"] as? Double }
    let (least, most) = (try #require(found.min()), try #require(found.max()))
    try #require(most < 0.999)
    #expect(try objects(read(json + ["--presence", "\(least - 0.01)"])).count == 10)
    #expect(try objects(read(json + ["--presence", "0.01"])).count >= 10)
    let none = try read(json + ["--presence", "\(most + 0.001)"])
    #expect(none.exitCode == 65 && none.error.contains("no symbols were found"))
    let watched = try EdgeTool.run([
      "watch", "--model", network, "--camera", "file:" + staves, "--presence", "\(most + 0.001)",
    ])
    #expect(watched.exitCode == 0 && watched.lines.isEmpty)
    let classified = ["classify", "--model", bench.model, "--page", staves]
    let finder = try EdgeTool.run(
      classified + ["--finder", network, "--presence", "\(most + 0.001)"])
    #expect(finder.exitCode == 65 && finder.error.contains("no symbols were found"))
    for bad in ["0", "-0.1", "1.01", "nan", "much"] {
      let outcome = try read(json + ["--presence=\(bad)"])
      #expect(outcome.exitCode == 64 && outcome.error.contains("not '\(bad)'"), "\(outcome)")
    }
    let other = try EdgeTool.run(classified + ["--find-symbols", "--presence", "0.4"])
    #expect(other.exitCode == 65 && other.error.contains("so --presence cannot be used"))
  }

  @Test func theAnnotatedPageIsWritten() throws {
    let drawn = bench.folder.file("drawn.png")
    let outcome = try read(["--page", staves, "--annotate", drawn])
    #expect(outcome.exitCode == 0)
    let picture = try PixelBuffer(readingFrom: drawn)
    let page = try PixelBuffer(readingFrom: staves)
    #expect(picture.width == 600 && picture != page)
  }

  @Test func aPageWithoutMusicIsBadData() throws {
    let noise = try read(["--page", bench.page])
    #expect(noise.exitCode == 65 && noise.error.contains("no staff of five lines was found"))
    #expect(!noise.error.contains("--boxes"))
    // Blank staves: the staff space is measured, and nothing stands on them.
    var page = PixelBuffer(width: 600, height: 400)
    for line in 0..<5 {
      page.fillRectangle(x: 20, y: 80 + line * 20, width: 560, height: 2, .black)
    }
    let blank = bench.folder.file("blank.png")
    try page.write(to: blank, replacing: false)
    let empty = try read(["--page", blank])
    #expect(empty.exitCode == 65 && empty.error.contains("no symbols were found on the staves"))
  }

  @Test func modelsOfTheWrongKindAreRefused() throws {
    let patch = try bench.patch("patch.png", seed: 1)
    for arguments in [[patch], ["--page", staves, "--boxes", bench.boxes]] {
      let outcome = try read(arguments)
      #expect(outcome.exitCode == 65 && outcome.output.isEmpty)
      #expect(outcome.error.contains("network.custos is a page network"), "\(outcome.error)")
    }
    let both = try read(["--page", staves, "--finder", network])
    #expect(both.exitCode == 65 && both.error.contains("leave out --finder"))
    let kind = try read(["--page", staves, "--find-symbols", "--symbol-boxes", "heads"])
    #expect(kind.exitCode == 65 && kind.error.contains("leave out --symbol-boxes"))
    let reverse = try EdgeTool.run([
      "classify", "--model", bench.model, "--page", staves, "--finder", bench.model,
    ])
    #expect(reverse.exitCode == 65 && reverse.error.contains("small.custos is no page network"))
    let absent = try EdgeTool.run([
      "classify", "--model", bench.model, "--page", staves, "--finder", "nowhere.custos",
    ])
    #expect(absent.exitCode == 66 && absent.error.contains("nowhere.custos"))
    for boxes in [["--box", "1,2,3,4"], ["--boxes", bench.boxes]] {
      let watched = try EdgeTool.run(
        ["watch", "--model", network, "--camera", "file:" + staves] + boxes)
      #expect(watched.exitCode == 65 && watched.error.contains("is a page network"))
    }
  }

  /// The network finds, the classifier reads: as boxes from a file are read.
  @Test func aPageNetworkFindsForAClassifier() throws {
    let page = ["classify", "--model", bench.model, "--page", staves]
    let found = try EdgeTool.run(page + ["--finder", network])
    try #require(found.exitCode == 0, "\(found)")
    #expect(found.lines.count == 10 && found.lines.allSatisfy { $0.contains(";empty;") })
    let boxes = bench.folder.file("found.txt")
    let lines = try read(["--page", staves]).lines.map {
      $0.split(separator: ";").prefix(2).joined(separator: ";")
    }
    try FileSystem.write(lines.joined(separator: "\n") + "\n", to: boxes, replacing: false)
    #expect(try EdgeTool.run(page + ["--boxes", boxes]).output == found.output)
  }

  @Test func cameraPicturesAreReadAsPagesAre() throws {
    let watched = try EdgeTool.run([
      "watch", "--model", network, "--camera", "file:" + staves, "--steady", "off",
    ])
    #expect(watched.exitCode == 0)
    let page = try read(["--page", staves])
    #expect(watched.lines.map { $0.split(separator: "\t")[1] } == page.lines.map { $0[...] })
    let json = try objects(
      EdgeTool.run([
        "watch", "--model", network, "--camera", "fake:\(staves)@50", "--frames", "3", "--format",
        "jsonl",
      ]))
    #expect(json.count == 30)
    let steady = try #require(json.last?["steady"] as? [String: Any])
    #expect(steady["label"] as? String == "L3" && steady["agreeing"] as? Int == 3)
    #expect((json[0]["staff_space"] as? Double).map { abs($0 - 20) < 0.2 } == true)
    #expect((json[0]["scale"] as? Double).map { abs($0 - 20 / 12.0) < 0.02 } == true)
    let noise = try EdgeTool.run(["watch", "--model", network, "--camera", "file:" + bench.page])
    #expect(noise.exitCode == 0 && noise.lines.isEmpty)
  }

  @Test func theLivePageShowsAndCorrects() throws {
    let store = bench.folder.file("store")
    let tool = try ServedTool([
      "--model", network, "--camera", "fake:\(staves)@20", "--store", store,
    ])
    let state = try tool.state()
    let symbols = try #require(state["symbols"] as? [[String: Any]])
    #expect(symbols.count == 10 && symbols[0]["class"] as? String == "empty")
    #expect(isPlaced(symbols))
    let labels = try #require(state["labels"] as? [String: Any])
    #expect((labels["choices"] as? [String])?.last == "outside")
    let number = try tool.pictureNumber()
    // Eight staff spaces at the network's scale.
    let patch = try #require(try tool.ask("/patch.png?n=\(number)&symbol=3"))
    let pixels = try PixelBuffer(decoding: patch.body)
    #expect(pixels.width == 96 && pixels.height == 96)
    #expect(try tool.correct("S4", symbol: 3)?.status == 200)
    #expect(try tool.end() == 0)
  }

  @Test func theModelsOwnPicturesAreTheFakeCameras() throws {
    let outcome = try EdgeTool.run([
      "watch", "--model", network, "--camera", "fake", "--frames", "2",
    ])
    #expect(outcome.exitCode == 0 && outcome.error.contains("2 pictures read"))
  }

  @Test func theOtherVerbsKnowPageNetworks() throws {
    let info = try EdgeTool.run(["info", "--model", network])
    for fact in [
      "kind\tpage network", "stride\t4 pixels to a cell", "groups\thead rest",
      "receptive field\t12 x 12 (width x height)",
      "classes\thead/full head/empty rest/quarter_rest", "staff space\t12 pixels of the crop",
      "output\tcentres, map, int32 [12, 16, 2]",
    ] {
      #expect(info.lines.contains(fact), "\(info.output)")
    }
    let object = try #require(
      objects(EdgeTool.run(["info", "--model", network, "--format", "jsonl"])).first)
    #expect(object["kind"] as? String == "page network" && object["stride"] as? Int == 4)
    #expect(object["groups"] as? [String] == ["head", "rest"])
    let selftest = try EdgeTool.run(["selftest", "--model", network])
    #expect(selftest.exitCode == 0)
    #expect(selftest.lines.allSatisfy { $0.hasPrefix("pass\t") && $0.contains("2 of 2") })
    let bench = try EdgeTool.run(["bench", "--model", network, "--runs", "2", "--warm-up", "0"])
    #expect(bench.exitCode == 0 && bench.output.contains("12x16x2"))
    let doctor = try EdgeTool.run(["doctor", "--model", network])
    #expect(doctor.output.contains("small_page, page network"))
    #expect(doctor.output.contains("2 patches exact"))
  }
}
