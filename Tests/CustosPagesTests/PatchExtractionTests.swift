import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosPages

@Suite struct PatchExtractionTests {
  /// Symbols of the real page by position and class, from its description.
  private static let byPosition = [
    "S1": 8, "L2": 4, "S2": 15, "L3": 44, "S3": 48, "L4": 67, "S4": 47, "L5": 23, "S5": 14,
    "L6": 9, "S6": 1,
  ]
  private static let byPositionWithSense = [
    "S1": 3, "L2": 3, "S2": 10, "L3": 37, "S3": 42, "L4": 67, "S4": 38, "L5": 22, "S5": 9, "L6": 9,
  ]
  private static let byClassWithSense = [
    "coloured_minima": 69, "minima": 49, "semibrevis": 41, "coloured_semiminima": 20,
    "g_clef": 12, "minima_rest": 12, "custos": 11, "longa_rest": 8, "semibrevis_rest": 8,
    "brevis_rest": 7, "brevis": 2, "flat": 1,
  ]
  private static let byClass = byClassWithSense.merging(
    [
      "dot": 21, "beam": 6, "cut_time": 4, "sharp": 3, "fermata": 2, "proportio_maior": 2,
      "double_barline": 1, "undefined": 1,
    ]) { first, _ in first }

  @Test(
    .enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)),
    arguments: [
      (224, 448, true), (224, 448, false), (57, 113, true), (57, 113, false), (400, 31, true),
    ])
  func extractsRealPage(width: Int, height: Int, padding: Bool) throws {
    let folder = try TemporaryFolder()
    let page = (SharedData.folder ?? "") + "/mensural-page"
    for grouping in PatchExtraction.Grouping.allCases {
      for ignores in [false, true] where ignores || width == 57 {
        var extraction = PatchExtraction()
        extraction.grouping = grouping
        extraction.ignoresClassesWithoutPosition = ignores
        extraction.addsPadding = padding
        extraction.width = width
        extraction.height = height
        let output = folder.file("\(grouping.rawValue)-\(ignores)")
        let report = try extraction.run(
          dataset: page, output: output, replacing: false, pool: DataSamples.makePool())
        let expected =
          switch (grouping, ignores) {
          case (.staffPosition, false): Self.byPosition
          case (.staffPosition, true): Self.byPositionWithSense
          case (.className, false): Self.byClass
          case (.className, true): Self.byClassWithSense
          }
        #expect(report.counts == expected)
        #expect(report.skipped.isEmpty)
        try checkFiles(of: output, report: report, extraction: extraction)
      }
    }
  }

  private func checkFiles(
    of output: String, report: PatchExtraction.Report, extraction: PatchExtraction
  ) throws {
    let files = DataSamples.files(below: output)
    #expect(files.count == report.counts.values.reduce(0, +))
    var onDisk: [String: Int] = [:]
    for (number, file) in files.enumerated() {
      onDisk[String(file.prefix { $0 != "/" }), default: 0] += 1
      // Decoding every tenth keeps the test short; all come out of the same code.
      guard number % 10 == 0 else { continue }
      let patch = try PixelBuffer(readingFrom: output + "/" + file)
      if extraction.addsPadding {
        #expect(patch.width == extraction.width && patch.height == extraction.height)
      } else {
        #expect(patch.width <= extraction.width && patch.height <= extraction.height)
      }
    }
    #expect(onDisk == report.counts)
  }

  @Test func namesFilesByLineAndCutsTheRightPixels() throws {
    let folder = try TemporaryFolder()
    let data = folder.file("data")
    try FileSystem.createDirectories(data)
    try DataSamples.writePage(
      "a.PNG", lines: ["", "100,80;120,100;minima;L3", "  ", "0,0;10,10;dot;S1"], in: data)
    var extraction = PatchExtraction()
    extraction.addsPadding = true
    extraction.width = 20
    extraction.height = 30
    let output = folder.file("out")
    _ = try extraction.run(
      dataset: data, output: output, replacing: false, pool: DataSamples.makePool())
    #expect(DataSamples.files(below: output) == ["L3/a.PNG-2.png", "S1/a.PNG-4.png"])
    let patch = try PixelBuffer(readingFrom: output + "/L3/a.PNG-2.png")
    // The centre is (110, 90): columns 100..<120, rows 75..<105; red is x and green is y.
    for y in 0..<30 {
      for x in 0..<20 {
        let offset = (y * 20 + x) * 3
        #expect(patch.pixels[offset] == UInt8(100 + x))
        #expect(patch.pixels[offset + 1] == UInt8(75 + y))
      }
    }
    let corner = try PixelBuffer(readingFrom: output + "/S1/a.PNG-4.png")
    // The centre is (5, 5): 5 columns and 10 rows of reflection, the edge pixel repeated.
    let row: [Int] = (0..<20).map { Int(corner.pixels[10 * 60 + $0 * 3]) }
    let column: [Int] = (0..<30).map { Int(corner.pixels[$0 * 60 + 1]) }
    let expectedRow = [4, 3, 2, 1, 0] + Array(0..<15)
    let expectedColumn = Array((0..<10).reversed()) + Array(0..<20)
    #expect(row == expectedRow)
    #expect(column == expectedColumn)
  }

  @Test func anIgnoredClassNeedsNoPosition() throws {
    let folder = try TemporaryFolder()
    let data = folder.file("data")
    try FileSystem.createDirectories(data)
    try DataSamples.writePage(
      "a.png", lines: ["100,80;120,100;minima;L3", "60,5;75,30;barline;"], in: data)
    var extraction = PatchExtraction()
    let error = try DataSamples.dataError {
      _ = try extraction.run(
        dataset: data, output: folder.file("all"), replacing: false, pool: DataSamples.makePool())
    }
    #expect(error?.message.contains("a.png.txt, line 2: the staff position of 'barline'") == true)
    extraction.ignoresClassesWithoutPosition = true
    let report = try extraction.run(
      dataset: data, output: folder.file("out"), replacing: false, pool: DataSamples.makePool())
    #expect(report.counts == ["L3": 1])
    try DataSamples.writePage("a.png", lines: ["100,80;120,100;minima;"], in: data)
    let missing = try DataSamples.dataError {
      _ = try extraction.run(
        dataset: data, output: folder.file("none"), replacing: false, pool: DataSamples.makePool())
    }
    #expect(missing?.exitCode == 65)
  }

  @Test func doesNotDependOnThreads() throws {
    let folder = try TemporaryFolder()
    let data = folder.file("data")
    try FileSystem.createDirectories(data)
    for page in 0..<5 {
      let lines = (0..<7).map { "\(10 + $0 * 30),50;\(25 + $0 * 30),80;minima;L\($0)" }
      try DataSamples.writePage("p\(page).png", lines: lines, in: data)
    }
    var extraction = PatchExtraction()
    extraction.width = 40
    extraction.height = 60
    for threads in [1, 3] {
      _ = try extraction.run(
        dataset: data, output: folder.file("out\(threads)"), replacing: false,
        pool: ThreadPool(threadCount: threads))
    }
    let files = DataSamples.files(below: folder.file("out1"))
    #expect(files.count == 35)
    #expect(DataSamples.files(below: folder.file("out3")) == files)
    for file in files {
      #expect(
        try FileSystem.read(folder.file("out1/" + file))
          == FileSystem.read(folder.file("out3/" + file)))
    }
  }
}
