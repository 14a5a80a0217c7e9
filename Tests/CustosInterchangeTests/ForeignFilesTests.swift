import CustosDataSet
import CustosPlatform
import CustosTestData
import Testing

@testable import CustosInterchange

/// Files as other tools write them.
@Suite struct ForeignFilesTests {
  private let samples: ConversionSamples

  init() throws { samples = try ConversionSamples() }

  /// CVAT's attributes, a crowd region, outlines, pages in folders, numbers in any order.
  @Test func coco() throws {
    try samples.write(
      "\u{FEFF}"
        + #"""
        {"info": {"year": "2026"}, "licenses": [],
         "images": [{"id": 7, "file_name": "train\\a.png", "width": 300, "height": 200, "license": 0},
                    {"id": 3, "file_name": "val/b.png", "height": 0, "width": 0, "coco_url": null}],
         "categories": [{"id": 90, "name": "clef", "supercategory": "sign"}, {"id": 0, "name": "note"}],
         "annotations": [
          {"id": 1, "image_id": 7, "category_id": 90, "bbox": [141.1, 39.2, 66.1, 48.6], "iscrowd": 0,
           "segmentation": [[1, 2, 3, 4, 5, 6]],
           "attributes": {"occluded": false, "staff_position": "L2"}},
          {"image_id": 3, "category_id": 0, "bbox": [1, 2, 3e0, 4], "score": 0.5, "iscrowd": false},
          {"id": 3, "image_id": 7, "category_id": 0, "bbox": [1, 2, 3, 4], "iscrowd": 1,
           "segmentation": {"counts": [], "size": [1, 1]}}]}
        """#.replacing("\n", with: "\r\n"), to: "in.json")
    let report = try samples.convert("in.json", "out", from: .coco)
    #expect(try samples.lines("out/a.png.txt") == ["141.1,39.2;207.2,87.8;clef;L2"])
    #expect(try samples.lines("out/b.png.txt") == ["1,2;4,6;note;"])
    #expect(
      report.notes == [
        "What is neither box nor class nor staff position was left behind: attribute occluded (1), "
          + "category's supercategory (1), crowd region (1), image's license (1), score (1), "
          + "segmentation (1)."
      ])
  }

  /// As LabelImg writes it: no declaration, a folder and a path, corners counted from 0.
  @Test func voc() throws {
    try samples.write(
      """
      <annotation>\r
      \t<folder>x</folder><filename>a.png</filename><path>C:\\x\\a.png</path>\r
      \t<size><width>300</width><height>200</height><depth>1</depth></size>\r
      \t<object><name>clef</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>\r
      \t\t<bndbox><xmin>10.5</xmin><ymin>20</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>\r
      \t\t<part><name>head</name></part></object>\r
      </annotation>\r

      """, to: "in/whatever.xml")
    let report = try samples.convert("in", "out", from: .voc) {
      $0.marksUnknownPositions = true
      $0.pictures = samples.pages
    }
    #expect(try samples.lines("out/a.png.txt") == ["9.5,19;30,40;clef;?"])
    #expect(
      report.notes == [
        "The input gives no staff positions, which 1 symbol of its classes may have: marked with ?.",
        "What is neither box nor class nor staff position was left behind: part (1), pose (1), "
          + "truncated (1).",
      ])
    try samples.convert("in/whatever.xml", "again", from: .voc) { $0.countsFromZero = true }
    #expect(try samples.lines("again/a.png.txt") == ["10.5,20;30,40;clef;"])
  }

  /// MUSCIMA++ 1 and 2.
  @Test(arguments: [
    ("CropObjectList><CropObjects", "CropObject", "MLClassName", "CropObjects></CropObjectList"),
    ("Nodes dataset='MUSCIMA-pp_2.0' document='d'", "Node", "ClassName", "Nodes"),
  ])
  func mung(start: String, node: String, className: String, end: String) throws {
    try samples.write(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <\(start)>
      <\(node) xml:id="MUSCIMA-pp_1.0___W-01___0">
        <Id>0</Id><\(className)>notehead-full</\(className)><Top>5</Top><Left>7</Left>
        <Width>20</Width><Height>10</Height><Selected>false</Selected>
        <Mask>0:3 1:197</Mask><Outlinks>1 2</Outlinks><Inlinks></Inlinks>
        <Data><DataItem key="midi_pitch_code" type="int">63</DataItem></Data>
      </\(node)>
      </\(end)>
      """, to: "in/a.xml")
    let report = try samples.convert("in", "out", from: .mung) { $0.pictures = samples.pages }
    #expect(try samples.lines("out/a.png.txt") == ["7,5;27,15;notehead-full;"])
    #expect(
      report.notes.last
        == "What is neither box nor class nor staff position was left behind: Mask (1), "
        + "Outlinks (1), data item midi_pitch_code (1).")
    try samples.convert("in", "alone", from: .mung)
    #expect(try samples.lines("alone/a.txt") == ["7,5;27,15;notehead-full;"])
  }

  @Test(arguments: [
    "names: [clef, 'it''s', \"a, \\\"b\\\"\"] # three\nnc: 3\n",
    "train: x\nnames:\n- clef\n- it's\n- 'a, \"b\"'\nnc: 3\n",
    "names:\n  0: clef # first\n\n  1: \"it's\"\n  2: a, \"b\"\nroboflow:\n  version: 1\n",
    "names: {2: 'a, \"b\"',\n  1: it's, 0: clef}\n",
    "names: ['clef',\n  \"it's\",\n  'a, \"b\"'\n  ]\n",
  ])
  func yoloNames(yaml: String) throws {
    #expect(try YAMLNames.read(Array(yaml.utf8)) == [0: "clef", 1: "it's", 2: "a, \"b\""])
  }

  /// Ultralytics' folders, sets below them, predictions with a confidence.
  @Test func yoloFolders() throws {
    try DataSamples.writePage("a.png", lines: [], in: samples.pages)
    try FileSystem.createDirectories(samples.file("in/images/train"))
    try FileSystem.write(
      FileSystem.read(samples.pages + "/a.png"), to: samples.file("in/images/train/a.png"),
      replacing: false)
    try samples.write("names: [clef, note.S2]", to: "in/data.yaml")
    try samples.write("# read me", to: "in/README.txt")
    try samples.write(
      "\r\n1 0.5 0.5 0.1 0.1 0.93\r\n0\t0.25 .25 0.5 0.5\r\n", to: "in/labels/train/a.txt")
    let report = try samples.convert("in", "out", from: .yolo)
    #expect(
      try samples.lines("out/a.png.txt") == ["135,90;165,110;note;S2", "0,0;150,100;clef;"])
    #expect(report.notes.count == 1 && report.notes[0].contains("confidence (1)"))
  }

  /// Roboflow's folders: labels and images within each set.
  @Test func yoloSetsOfTheirOwn() throws {
    try samples.write("nc: 1\nnames: ['clef']\n", to: "in/data.yaml")
    try samples.write("exported", to: "in/README.roboflow.txt")
    for set in ["train", "valid"] {
      try FileSystem.createDirectories(samples.file("in/\(set)/images"))
      try FileSystem.write(
        FileSystem.read(samples.pages + "/a.png"),
        to: samples.file("in/\(set)/images/\(set).png"), replacing: false)
      try samples.write("0 0.5 0.5 0.1 0.1\n", to: "in/\(set)/labels/\(set).txt")
    }
    try samples.convert("in", "out", from: .yolo)
    for set in ["train", "valid"] {
      #expect(try samples.lines("out/\(set).png.txt") == ["135,90;165,110;clef;"])
    }
  }

  /// LabelImg's folder: everything in one place.
  @Test func yoloBesidePictures() throws {
    try samples.write("clef\nnote\n", to: "pages/classes.txt")
    try samples.write("1 0.5 0.5 0.1 0.1\n", to: "pages/a.txt")
    try FileSystem.remove(samples.pages + "/a.png.txt")
    try samples.convert("pages", "out", from: .yolo)
    #expect(try samples.lines("out/a.png.txt") == ["135,90;165,110;note;"])
  }
}
