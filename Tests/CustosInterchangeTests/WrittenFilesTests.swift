import CustosDataSet
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosInterchange

/// What each format's files look like, letter by letter.
@Suite struct WrittenFilesTests {
  private static let lines = ["10.4,20;29.6,40;g_clef;L3", "250,150;310,190;beam;"]

  private func written(
    _ format: AnnotationFormat, _ change: (inout Conversion) throws -> Void = { _ in }
  ) throws -> (ConversionSamples, Conversion.Report) {
    let samples = try ConversionSamples(Self.lines)
    return (samples, try samples.convert("pages", "out", to: format, change))
  }

  @Test func coco() throws {
    let (samples, report) = try written(.coco)
    #expect(
      try samples.text("out") == #"{"annotations":["#
        + #"{"area":384,"attributes":{"staff_position":"L3"},"bbox":[10.4,20,19.2,20],"#
        + #""category_id":2,"id":1,"image_id":1,"iscrowd":0,"segmentation":[]},"#
        + #"{"area":2400,"bbox":[250,150,60,40],"category_id":1,"id":2,"image_id":1,"#
        + #""iscrowd":0,"segmentation":[]}],"#
        + #""categories":[{"id":1,"name":"beam","supercategory":""},"#
        + #"{"id":2,"name":"g_clef","supercategory":""}],"#
        + #""images":[{"file_name":"a.png","height":200,"id":1,"width":300}],"#
        + #""info":{"description":"Music symbols, written by custos convert"},"licenses":[]}"#
        + "\n")
    #expect(report.pageCount == 1 && report.symbolCount == 2 && report.notes.isEmpty)
  }

  /// The first and the last pixel, counted from 1: columns 10 to 29 of 0, 1, 2... are 11 to 30.
  @Test func voc() throws {
    let (samples, report) = try written(.voc)
    #expect(
      try samples.text("out/a.xml") == """
        <?xml version="1.0" encoding="UTF-8"?>
        <annotation>
          <filename>a.png</filename>
          <source><database>Unknown</database></source>
          <size><width>300</width><height>200</height><depth>3</depth></size>
          <segmented>0</segmented>
          <object>
            <name>g_clef</name>
            <pose>Unspecified</pose>
            <truncated>0</truncated>
            <difficult>0</difficult>
            <bndbox><xmin>11</xmin><ymin>21</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>
            <attributes><attribute><name>staff_position</name><value>L3</value></attribute></attributes>
          </object>
          <object>
            <name>beam</name>
            <pose>Unspecified</pose>
            <truncated>0</truncated>
            <difficult>0</difficult>
            <bndbox><xmin>251</xmin><ymin>151</ymin><xmax>300</xmax><ymax>190</ymax></bndbox>
          </object>
        </annotation>

        """)
    #expect(
      report.notes == [
        "Pascal VOC holds nothing beyond the page: 1 box was cut off at its border.",
        "Pascal VOC files hold whole pixels: 1 box was rounded, by 0.4 pixels at most.",
      ])
  }

  @Test func vocFromZero() throws {
    let (samples, _) = try written(.voc) { $0.countsFromZero = true }
    #expect(try samples.text("out/a.xml").contains("<xmin>10</xmin><ymin>20</ymin><xmax>30</xmax>"))
    try samples.convert("out", "back", from: .voc) { $0.countsFromZero = true }
    #expect(
      try samples.lines("back/a.png.txt")
        == ["10,20;30,40;g_clef;L3", "250,150;300,190;beam;"])
  }

  @Test func yolo() throws {
    let (samples, report) = try written(.yolo)
    #expect(
      try samples.text("out/labels/a.txt") == """
        1 0.066666667 0.150000000 0.064000000 0.100000000
        0 0.916666667 0.850000000 0.166666667 0.200000000

        """)
    #expect(
      try samples.text("out/data.yaml") == """
        # Pictures belong into images/, or change the paths.
        path: .
        train: images
        val: images
        names:
          0: "beam"
          1: "g_clef.L3"

        """)
    #expect(try samples.text("out/classes.txt") == "beam\ng_clef.L3\n")
    #expect(
      report.notes == ["YOLO holds nothing beyond the page: 1 box was cut off at its border."])
  }

  @Test func mung() throws {
    let (samples, _) = try written(.mung)
    #expect(
      try samples.text("out/a.xml") == """
        <?xml version="1.0" encoding="utf-8"?>
        <Nodes dataset="custos" document="a">
        <Node>
          <Id>0</Id>
          <ClassName>g_clef</ClassName>
          <Top>20</Top>
          <Left>10</Left>
          <Width>20</Width>
          <Height>20</Height>
          <Data><DataItem key="staff_position" type="str">L3</DataItem></Data>
        </Node>
        <Node>
          <Id>1</Id>
          <ClassName>beam</ClassName>
          <Top>150</Top>
          <Left>250</Left>
          <Width>50</Width>
          <Height>40</Height>
        </Node>
        </Nodes>

        """)
  }

  @Test func positionsCanBeLeftOut() throws {
    let (samples, report) = try written(.yolo) { $0.positions = PositionStorage.none }
    #expect(try samples.text("out/classes.txt") == "beam\ng_clef\n")
    #expect(report.notes.contains("Staff positions left out as --positions none says: 1."))
  }

  @Test func namesThatWouldReadAsAnotherClassAreRefused() throws {
    let samples = try ConversionSamples(["1,2;3,4;clef.L3;"])
    let error = try DataSamples.dataError { try samples.convert("pages", "out", to: .yolo) }
    #expect(error?.message.contains("a.png.txt, line 1: the class name 'clef.L3'") == true)
    #expect(samples.folder.names == ["pages"])
    try samples.convert("pages", "out", to: .voc)
    try samples.convert("out", "back", from: .voc)
    #expect(try samples.lines("back/a.png.txt") == ["1,2;3,4;clef.L3;"])
  }

  @Test func ownFilesAloneAreReplaced() throws {
    let samples = try ConversionSamples()
    for format in [AnnotationFormat.coco, .voc, .yolo] {
      let output = "out-\(format.rawValue)"
      try samples.convert("pages", output, to: format)
      let refused = try DataSamples.dataError {
        try samples.convert("pages", output, to: format)
      }
      #expect(refused?.exitCode == 73)
      try samples.convert("pages", output, to: format, replacing: true)
    }
    try samples.write("mine", to: "out-voc/notes.xml")
    let error = try DataSamples.dataError {
      try samples.convert("pages", "out-voc", to: .voc, replacing: true)
    }
    #expect(error?.message.contains("notes.xml") == true)
    #expect(try samples.text("out-voc/notes.xml") == "mine")
  }

  @Test func pagesOfOneStemCollide() throws {
    let samples = try ConversionSamples()
    try DataSamples.writePage("a.jpg", lines: Self.lines, in: samples.pages)
    let error = try DataSamples.dataError { try samples.convert("pages", "out", to: .mung) }
    #expect(error?.exitCode == 65 && error?.message.contains("written to a.xml") == true)
    #expect(try samples.convert("pages", "out", to: .coco).pageCount == 2)
  }
}
