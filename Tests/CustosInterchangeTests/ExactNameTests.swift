import CustosDataSet
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosInterchange

/// Names that look alike and differ in their bytes stay apart.
@Suite struct ExactNameTests {
  private let composed = "caf\u{E9}"
  private let decomposed = "cafe\u{301}"

  @Test func classesStayApart() throws {
    let samples = try ConversionSamples([
      "1,2;3,4;\(composed);L1", "1,2;3,5;\(decomposed);L1", "1,2;3,6;\(composed);L1",
    ])
    for format in [AnnotationFormat.coco, .yolo] {
      try samples.convert("pages", "out-\(format.rawValue)", to: format)
      try samples.convert("out-\(format.rawValue)", "back-\(format.rawValue)", from: format) {
        $0.pictures = samples.pages
      }
      let back = try FileSystem.read(samples.file("back-\(format.rawValue)/a.png.txt"))
      #expect(back == (try FileSystem.read(samples.pages + "/a.png.txt")))
    }
    #expect(try samples.lines("out-yolo/classes.txt").count == 2)
    let map = try samples.write("\(composed)=a\n\(decomposed)=b\n", to: "map.txt")
    try samples.convert("pages", "named") { $0.classMap = try ClassMap(map) }
    #expect(
      try samples.lines("named/a.png.txt") == ["1,2;3,4;a;L1", "1,2;3,5;b;L1", "1,2;3,6;a;L1"])
  }

  @Test func pagesStayApart() throws {
    let samples = try ConversionSamples()
    for (name, line) in [(composed, "1,2;3,4;a;"), (decomposed, "1,2;3,4;b;")] {
      try DataSamples.writePage(name + ".png", lines: [line], in: samples.pages)
    }
    try samples.convert("pages", "out", to: .mung) { $0.pictures = samples.pages }
    try samples.convert("out", "back", from: .mung) { $0.pictures = samples.pages }
    #expect(try samples.text("back/\(composed).png.txt") == "1,2;3,4;a;\n")
    #expect(try samples.text("back/\(decomposed).png.txt") == "1,2;3,4;b;\n")
  }
}
