import CustosDataSet
import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosPages

/// `custos import-feedback`: corrected labels become training patches.
@Suite struct FeedbackImportTests {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store") }
  private var output: String { folder.file("patches") }
  private let name = "20260601T120000000Z-7.png"

  init() throws {
    folder = try TemporaryFolder()
    try FileSystem.createDirectories(store)
    var picture = PixelBuffer(width: 90, height: 70)
    for index in picture.pixels.indices { picture.pixels[index] = UInt8(index * 7 % 251) }
    try picture.write(to: Path.join(store, name), replacing: false)
  }

  private func write(
    _ index: Int, position: String = "L3", box: String = "[40, 30, 50, 44]",
    crop: String = "[20, 40]", patch: String = "[20, 40]", of picture: String? = nil
  ) throws {
    try FileSystem.write(
      #"{"schema":"custos.feedback/1","time":"2026-06-01T12:00:00.000Z","seq":0,"#
        + #""box":\#(box),"class":"minima","position":"\#(position)","crop":\#(crop),"#
        + #""patch":\#(patch)}"# + "\n",
      to: Path.join(store, "\(picture ?? name)-\(index).json"), replacing: true)
  }

  private func run(replacing: Bool = false) throws -> PatchExtraction.Report {
    try FeedbackImport.run(
      store: store, output: output, replacing: replacing, pool: DataSamples.makePool())
  }

  /// The same file as `custos extract` makes of the same box.
  @Test func patchesAreThoseOfExtract() throws {
    try write(0)
    try write(12, position: "S6", box: "[-4, -3, 9, 5.5]")
    let report = try run()
    #expect(report.counts == ["L3": 1, "S6": 1] && report.skipped.isEmpty)
    let pages = folder.file("pages")
    try FileSystem.createDirectories(pages)
    try FileSystem.write(
      try FileSystem.read(Path.join(store, name)), to: Path.join(pages, name), replacing: false)
    try FileSystem.write(
      "40,30;50,44;minima;L3\n-4,-3;9,5.5;minima;S6\n", to: Path.join(pages, name + ".txt"),
      replacing: false)
    var extraction = PatchExtraction()
    extraction.width = 20
    extraction.height = 40
    extraction.addsPadding = true
    let extracted = folder.file("extracted")
    _ = try extraction.run(
      dataset: pages, output: extracted, replacing: false, pool: DataSamples.makePool())
    for (mine, theirs) in [
      ("L3/\(name)-0.png", "L3/\(name)-1.png"), ("S6/\(name)-12.png", "S6/\(name)-2.png"),
    ] {
      #expect(
        try FileSystem.read(Path.join(output, mine))
          == FileSystem.read(Path.join(extracted, theirs)))
    }
  }

  /// Labels that are plain names stand in a field of their own, and name a folder.
  @Test func plainNamesAreFolders() throws {
    func write(_ index: Int, label: String) throws {
      try FileSystem.write(
        #"{"schema":"custos.feedback/1","box":[40,30,50,44],"class":"animal","label":"\#(label)","#
          + #""crop":[20,40],"patch":[20,40]}"#,
        to: Path.join(store, "\(name)-\(index).json"), replacing: false)
    }
    try write(0, label: "cat")
    try write(1, label: "L3")
    for (index, label) in ["../x", ".x", "", "a\\u0007"].enumerated() {
      try write(2 + index, label: label)
    }
    let report = try run()
    #expect(report.counts == ["cat": 1, "L3": 1])
    #expect(report.skipped.count == 4)
    #expect(report.skipped.allSatisfy { $0.message.contains("name of a folder") })
  }

  /// Classes that were corrected beside positions, with patches as the other model sees them.
  @Test func classesAreTakenOnTheirOwn() throws {
    func write(_ index: Int, _ fields: String) throws {
      try FileSystem.write(
        #"{"schema":"custos.feedback/1","box":[40,30,50,44],"class":"minima",\#(fields),"#
          + #""crop":[20,40],"patch":[20,40],"class_crop":[30,30],"class_patch":[15,15]}"#,
        to: Path.join(store, "\(name)-\(index).json"), replacing: false)
    }
    try write(0, #""position":"L3""#)
    try write(1, #""position":"S2","corrected_class":"brevis""#)
    try write(2, #""corrected_class":"minima""#)
    let labels = try run()
    #expect(labels.counts == ["L3": 1, "S2": 1] && labels.skipped.isEmpty)
    #expect(labels.warnings.count == 1 && labels.warnings[0].contains("--group_by class_name"))
    let classes = try FeedbackImport.run(
      store: store, output: folder.file("classes"), grouping: .className, replacing: false,
      pool: DataSamples.makePool())
    #expect(classes.counts == ["brevis": 1, "minima": 1] && classes.skipped.isEmpty)
    #expect(
      classes.warnings.count == 1 && classes.warnings[0].contains("--group_by staff_position"))
    let patch = try PixelBuffer(
      readingFrom: Path.join(folder.file("classes"), "minima/\(name)-2.png"))
    #expect(patch.width == 15 && patch.height == 15)
    try write(3, #""corrected_class":"../x""#)
    let bad = try FeedbackImport.run(
      store: store, output: folder.file("more"), grouping: .className, replacing: false,
      pool: DataSamples.makePool())
    #expect(bad.skipped.map(\.message).contains { $0.contains("\"corrected_class\" cannot be") })
  }

  /// Music of another scale: the crop that the network saw, as large as the model's other patches.
  @Test func otherScalesAreResized() throws {
    try write(0, crop: "[30, 60]")
    _ = try run()
    let patch = try PixelBuffer(readingFrom: Path.join(output, "L3/\(name)-0.png"))
    let page = try PixelBuffer(readingFrom: Path.join(store, name))
    let expected = try page.patch(
      box: Box(x1: 40, y1: 30, x2: 50, y2: 44), width: 30, height: 60, padding: true
    ).resized(width: 20, height: 40)
    #expect(patch == expected)
  }

  @Test func damagedEntriesAreNamedAndLeftOut() throws {
    try write(0)
    try write(1, position: "L9")
    try write(2, box: "[40, 30, 40, 44]")
    try write(3, crop: "[0, 40]")
    try write(4, patch: "[20000, 20000]")
    try write(5, box: "[900, 30, 950, 44]")
    try write(6, of: "absent.png")
    try write(7, of: "picture.gif")
    try FileSystem.write("{", to: Path.join(store, name + "-8.json"), replacing: false)
    try FileSystem.write("{}", to: Path.join(store, name + "-9.json"), replacing: false)
    try FileSystem.write("{}", to: Path.join(store, "notes.json"), replacing: false)
    let cut = "20260601T120000000Z-8.png"
    let whole = try FileSystem.read(Path.join(store, name))
    try FileSystem.write(
      Array(whole.prefix(whole.count / 2)), to: Path.join(store, cut), replacing: false)
    try write(0, of: cut)
    let report = try run()
    #expect(report.counts == ["L3": 1])
    let messages = report.skipped.map(\.message)
    for part in [
      "-1.json", "-2.json", "-3.json", "-4.json", "-5.json", "absent.png", "picture.gif-7.json",
      "-8.json", "-9.json", "notes.json", "-8.png is damaged",
    ] {
      #expect(messages.contains { $0.contains(part) }, "\(part): \(messages)")
    }
    #expect(messages.count == 11)
  }

  @Test func nothingIsReplacedUnasked() throws {
    try write(0)
    _ = try run()
    let again = try #require(try DataSamples.dataError { _ = try run() })
    #expect(again.exitCode == 73 && again.message.contains("--force"))
    try write(0, position: "S1")
    #expect(try run(replacing: true).counts == ["S1": 1])
    #expect(try FileSystem.list(output) == ["S1"])
  }

  @Test func nothingToImportIsSaid() throws {
    let empty = try #require(try DataSamples.dataError { _ = try run() })
    #expect(empty.exitCode == 66 && empty.message.contains("no corrected labels"))
    try write(0, position: "x")
    let bad = try #require(try DataSamples.dataError { _ = try run() })
    #expect(bad.exitCode == 65 && folder.names == ["store"])
  }
}
