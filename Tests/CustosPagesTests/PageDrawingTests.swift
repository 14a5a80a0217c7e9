import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosPages

@Suite struct PageDrawingTests {
  @Test(arguments: [
    "50,60;90,120;minima;L3", "50,60,90,120;minima;L3", "50,60,90,120;minima;",
    "50,60,90,120;minima", "50,60;90,120;minima;",
  ])
  func drawsEveryFormOfLine(line: String) throws {
    let folder = try TemporaryFolder()
    try DataSamples.writePage("a.png", lines: [line], in: folder.path)
    let (picture, count, skipped, warning) = try PageDrawing(page: folder.file("a.png")).run()
    #expect(count == 1 && skipped.isEmpty && warning == nil)
    let plain = try PixelBuffer(readingFrom: folder.file("a.png"))
    for (x, y) in [(50, 60), (89, 60), (50, 119), (70, 119), (89, 119)] {
      let offset = (y * 300 + x) * 3
      #expect(Array(picture.pixels[offset..<offset + 3]) == [214, 39, 40])
    }
    // Inside the box and away from it nothing changes.
    for (x, y) in [(70, 90), (150, 150), (20, 20)] {
      let offset = (y * 300 + x) * 3
      #expect(picture.pixels[offset..<offset + 3] == plain.pixels[offset..<offset + 3])
    }
  }

  @Test func labelsDoNotCoverEachOther() throws {
    var first = PixelBuffer(width: 400, height: 200)
    let box = Box(x1: 50, y1: 100, x2: 80, y2: 150)
    let near = Box(x1: 90, y1: 100, x2: 120, y2: 150)
    first.drawSymbols([(box, "minima/L3", .red)])
    var second = first
    second.drawSymbols([(box, "minima/L3", .red), (near, "minima/L4", .blue)])
    // All of the first label's ink is still there.
    for index in 0..<400 * 200 where first.pixels[index * 3] == 214 {
      #expect(second.pixels[index * 3] == 214)
    }
    #expect(second != first)
  }

  @Test func badLinesAreNamed() throws {
    let folder = try TemporaryFolder()
    try DataSamples.writePage(
      "a.png", lines: ["50,60;90,120;minima;L3", "500,60;590,120;minima;L3"], in: folder.path)
    var drawing = PageDrawing(page: folder.file("a.png"))
    let error = try DataSamples.dataError { _ = try drawing.run() }
    #expect(error?.message.contains("a.png.txt, line 2 lies outside the page") == true)
    drawing.skipsBad = true
    #expect(try drawing.run().symbolCount == 1)
  }

  @Test func nothingIsDrawnWhenEveryLineIsBad() throws {
    let folder = try TemporaryFolder()
    try DataSamples.writePage("a.png", lines: ["nonsense"], in: folder.path)
    var drawing = PageDrawing(page: folder.file("a.png"))
    drawing.skipsBad = true
    let error = try DataSamples.dataError { _ = try drawing.run() }
    #expect(error?.exitCode == 65)
    try FileSystem.write("", to: folder.file("a.png.txt"), replacing: true)
    #expect(try drawing.run().symbolCount == 0)
  }

  @Test func pictureNeverReplacesThePage() throws {
    let folder = try TemporaryFolder()
    try DataSamples.writePage("a.png", lines: [], in: folder.path)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.png"), withDestinationPath: "a.png")
    let drawing = PageDrawing(page: folder.file("a.png"))
    for name in ["a.png", "link.png", "./a.png"] {
      let error = try DataSamples.dataError {
        try drawing.checkOutput(folder.file(name), replacing: true)
      }
      #expect(error == .outputIsInput(path: folder.file(name)))
    }
    try drawing.checkOutput(folder.file("b.png"), replacing: false)
  }

  /// Twelve labels of one box: above it there is room for one.
  @Test func crowdedLabelsGoDown() {
    var last: PixelBuffer?
    for count in 1...12 {
      var page = PixelBuffer(width: 400, height: 300)
      let box = Box(x1: 50, y1: 30, x2: 80, y2: 60)
      page.drawSymbols((0..<count).map { (box, "minima/L\($0)", Color.red) })
      if let last {
        let covered = (0..<400 * 300).filter {
          last.pixels[$0 * 3 + 1] == 39 && page.pixels[$0 * 3 + 1] != 39
        }
        #expect(covered.isEmpty, "label \(count)")
      }
      #expect(page != last)
      last = page
    }
  }
}
