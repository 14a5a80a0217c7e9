import CustosDataSet
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosInterchange

/// Each bad input gives one sentence with the place, and no output.
@Suite struct ForeignRefusalTests {
  private let samples: ConversionSamples

  init() throws { samples = try ConversionSamples(["1,2;3,4;clef;L3"]) }

  private func expect(
    _ input: String, _ format: AnnotationFormat, _ parts: [String], code: Int32 = 65,
    _ change: (inout Conversion) -> Void = { _ in }
  ) throws {
    let before = samples.folder.names
    let error = try #require(
      try DataSamples.dataError { try samples.convert(input, "out", from: format, change) })
    #expect(error.exitCode == code)
    for part in parts { #expect(error.message.contains(part), "\(error.message)") }
    #expect(samples.folder.names == before)
  }

  private static let image = #""images":[{"id":1,"file_name":"a.png","width":300,"height":200}]"#
  private static let category = #""categories":[{"id":1,"name":"clef"}]"#

  @Test(arguments: [
    ("{", ["in.json: it cannot be read as COCO"]), ("[]", ["the file is not"]),
    ("{\"images\":[],\"categories\":[]}", ["annotations is missing"]),
    ("{\(image),\(category),\"annotations\":[}", ["in.json", "line 1"]),
    (#"{"images":[{"id":1}],\#(category),"annotations":[]}"#, ["images[0]: file_name is missing"]),
    (
      #"{"images":[{"id":1,"file_name":"a"},{"id":1,"file_name":"b"}],"categories":[],"annotations":[]}"#,
      ["images[1]", "id 1"]
    ),
    (
      #"{"images":[{"id":1,"file_name":"..","width":1,"height":1}],"categories":[],"annotations":[]}"#,
      ["images[0]: '..' cannot be the name"]
    ),
    (
      #"{"images":[{"id":1,"file_name":"a","width":-1,"height":1}],"categories":[],"annotations":[]}"#,
      ["images[0]: -1x1"]
    ),
  ])
  func coco(text: String, parts: [String]) throws {
    try samples.write(text, to: "in.json")
    try expect("in.json", .coco, parts)
  }

  @Test(arguments: [
    (#""image_id":2,"category_id":1,"bbox":[1,2,3,4]"#, ["no image has the id 2"]),
    (#""image_id":1,"category_id":2,"bbox":[1,2,3,4]"#, ["no category has the id 2"]),
    (#""image_id":1,"category_id":1,"bbox":[1,2,3]"#, ["bbox: it has 3 numbers"]),
    (#""image_id":1,"category_id":1,"bbox":[1,"x",3,4]"#, ["bbox[1] is not a number"]),
    (#""image_id":1,"category_id":1,"bbox":[1,2,0,4]"#, ["no width or no height"]),
    (#""image_id":1,"category_id":1,"bbox":[1,2,0.4,4]"#, ["thinner than half a pixel"]),
    (#""image_id":1,"category_id":1,"bbox":[1,2,-3,4]"#, ["no width or no height"]),
    (#""image_id":1,"category_id":1,"bbox":[1e300,2,3,4]"#, ["no places on a page"]),
    (#""image_id":1,"category_id":1,"bbox":[400,2,3,4]"#, ["outside the page"]),
    (#""image_id":1,"category_id":1,"bbox":[1,-9,3,4]"#, ["outside the page"]),
    (#""image_id":1,"category_id":1"#, ["bbox is missing"]),
    (#""image_id":"1","category_id":1,"bbox":[1,2,3,4]"#, ["image_id is not a whole number"]),
    (
      #""image_id":1,"category_id":1,"bbox":[1,2,3,4],"attributes":{"staff_position":"L9"}"#,
      ["staff_position must be", "'L9'"]
    ),
    (
      #""image_id":1,"category_id":1,"bbox":[1,2,3,4],"attributes":{"staff_position":9}"#,
      ["attributes.staff_position is not a text"]
    ),
  ])
  func cocoAnnotations(members: String, parts: [String]) throws {
    let good = #"{"image_id":1,"category_id":1,"bbox":[1,2,3,4]}"#
    try samples.write(
      "{\(Self.image),\(Self.category),\"annotations\":[\(good),{\(members)}]}", to: "in.json")
    try expect("in.json", .coco, ["in.json, annotations[1]"] + parts)
    let report = try samples.convert("in.json", "out", from: .coco) { $0.skipsBad = true }
    #expect(report.skipped.count == 1 && report.symbolCount == 1)
    #expect(try samples.lines("out/a.png.txt") == ["1,2;4,6;clef;"])
  }

  private static let corners =
    "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>"

  @Test(arguments: [
    ("<annotation>\n<object>", "line 2", "cut off"), ("<Nodes/>", "line 1", "check --from"),
    ("<annotation>\n<object>\(corners)</object></annotation>", "line 2", "no <name>"),
    ("<annotation>\n<object><name>a</name></object></annotation>", "line 2", "no <bndbox>"),
    (
      "<annotation><object><name>a</name>\n<bndbox><xmin>1</xmin></bndbox></object></annotation>",
      "line 2", "no <ymin>"
    ),
    (
      "<annotation><object><name>a</name><bndbox>\n<xmin>1x</xmin></bndbox></object></annotation>",
      "line 2", "'1x'"
    ),
    (
      "<annotation><object><name>\u{9B}</name>\(corners)</object></annotation>", "line 1",
      "control character"
    ),
    (
      "<annotation><object><name> </name>\(corners)</object></annotation>", "line 1",
      "class name is empty"
    ),
    (
      "<annotation><size><width>3</width><height>0.5</height></size></annotation>", "line 1",
      "3x0.5"
    ),
    ("<annotation><filename>a/.b</filename></annotation>", "in.xml", "'a/.b'"),
  ])
  func voc(text: String, place: String, part: String) throws {
    try samples.write(text, to: "in.xml")
    try expect("in.xml", .voc, ["in.xml", place, part])
  }

  @Test(arguments: [
    ("<annotation/>", "check --from"), ("<Nodes><Node/></Nodes>", "no <ClassName>"),
    ("<Nodes><Node><ClassName>a</ClassName><Top>1</Top></Node></Nodes>", "no <Left>"),
    (
      "<Nodes><Node><ClassName>a</ClassName><Top>1</Top><Left>-9</Left><Width>9</Width>"
        + "<Height>1</Height></Node></Nodes>", "left of it or above it"
    ),
  ])
  func mung(text: String, part: String) throws {
    try samples.write(text, to: "in/a.xml")
    try expect("in", .mung, ["a.xml, line 1", part])
  }

  @Test(arguments: [
    ("0 .5 .5 .1", "found 4 fields"), ("0 1 2 3 4 5 6 7 8", "no boxes"), ("9 .5 .5 .1 .1", "'9'"),
    ("0 .5 .5 .1 nan", "'nan'"), ("0 1.5 .5 .1 .1", "outside the page"), ("x .5 .5 .1 .1", "'x'"),
    ("0 .5 .5 0 .1", "no width"), ("0 .5 .5 -1 .1", "no width"), ("0 .5 .5 100 20", "0 to 1"),
  ])
  func yolo(line: String, part: String) throws {
    try samples.write("names: [clef]", to: "in/data.yaml")
    try samples.write("0 .5 .5 .1 .1\n\(line)\n", to: "in/labels/a.txt")
    try expect("in", .yolo, ["a.txt, line 2", part]) { $0.pictures = samples.pages }
  }

  @Test(arguments: [
    ("nc: 1", "line 1", "no entry names:"), ("a: b\nnames: x", "line 2", "must be a list"),
    ("names:\n  0: a\n  0: b", "line 3", "class 0 is there twice"),
    ("names:\n  x: a", "line 2", "NUMBER: NAME"), ("names: [a, b", "line 1", "no ] at its end"),
    ("names:\n- 'a", "line 2", "no quote"), ("names: []", "data.yaml", "names no class"),
    ("names:\n  -1: a", "line 2", "below 0"),
  ])
  func yaml(text: String, place: String, part: String) throws {
    try samples.write(text, to: "in/data.yaml")
    try samples.write("0 .5 .5 .1 .1", to: "in/labels/a.txt")
    try expect("in", .yolo, ["data.yaml", place, part])
  }

  @Test func yoloWithoutItsParts() throws {
    try samples.write("0 .5 .5 .1 .1", to: "in/labels/a.txt")
    try expect("in", .yolo, ["data.yaml or classes.txt"])
    try samples.write("clef", to: "in/classes.txt")
    try expect("in", .yolo, ["a.txt", "--pages"])
  }

  /// Sizes, names and encodings that cannot be right.
  @Test func pagesAndFiles() throws {
    try samples.write(
      "<annotation><filename>a.png</filename><size><width>600</width><height>400</height></size>"
        + "</annotation>", to: "in/a.xml")
    try expect("in", .voc, ["a.xml: it says", "600x400", "300x200"]) { $0.pictures = samples.pages }
    try expect("in", .voc, ["has no picture of its page 'a.png'"]) {
      $0.pictures = samples.file("in")
    }
    try samples.write("<annotation><filename>x/a.png</filename></annotation>", to: "in/b.xml")
    try expect("in", .voc, ["b.xml", "'a.png' is that of"])
    try samples.write("<Nodes/>", to: "mung/a.xml")
    try expect("mung", .mung, ["is not known", "--pages"]) { $0.target = .coco }
    try FileSystem.write([0xFF, 0xFE, 60, 0], to: samples.file("in/a.xml"), replacing: true)
    try expect("in", .voc, ["a.xml", "UTF-16"])
    try FileSystem.write(
      Array("<annotation>\n".utf8) + [0xE9], to: samples.file("in/a.xml"), replacing: true)
    try expect("in", .voc, ["a.xml, line 2", "Latin-1"])
    try expect("nowhere", .voc, ["does not exist"], code: 66)
    try expect("pages", .mung, ["no annotations (.xml files)"], code: 66)
    try expect("in", .coco, ["is a folder"])
  }

  /// Lines of an impossible size, and pipes, which would be waited for without end.
  @Test func linesAndTheirFiles() throws {
    try DataSamples.writePage("b.png", lines: ["1,2;1e308,4;clef;L3"], in: samples.pages)
    try expect("pages", .lines, ["b.png.txt, line 1", "no places"]) { $0.target = .coco }
    for name in ["pages/b.png.txt", "pages/b.png"] {
      try FileSystem.remove(samples.file(name))
      #expect(mkfifo(samples.file(name), 0o600) == 0)
      try expect("pages", .lines, ["\(name) is neither a file nor a folder"]) { $0.target = .coco }
      try FileSystem.remove(samples.file(name))
      try DataSamples.writePage("b.png", lines: [], in: samples.pages)
    }
    try FileSystem.createDirectories(samples.file("in/c.xml"))
    try expect("in", .voc, ["c.xml: it is no file"])
  }

  @Test func linesCannotHoldSemicolons() throws {
    try samples.write(
      "<annotation><object><name>a;b</name>\(Self.corners)</object></annotation>", to: "in.xml")
    try expect("in.xml", .voc, ["in.xml, line 1", "'a;b'", "--classes"])
  }

  @Test func nothingButBadIsAFailureEvenWhereSkipped() throws {
    try samples.write("<annotation>", to: "in.xml")
    try expect("in.xml", .voc, ["no page that could be converted"]) { $0.skipsBad = true }
  }
}
