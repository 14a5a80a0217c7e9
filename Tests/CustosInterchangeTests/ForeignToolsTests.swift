import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosInterchange

/// The formats' own readers, which `scripts/setup-annotation-tools.sh` installs.
private enum AnnotationTools {
  static let python = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".venv-annotations/bin/python").path

  /// `make test` installs them first and does not let these tests be skipped.
  static let isRequired =
    ProcessInfo.processInfo.environment["CUSTOS_REQUIRE_ANNOTATION_TOOLS"] == "1"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: python)
  static let absence = "run scripts/setup-annotation-tools.sh first"

  /// What a program prints of a folder or file, as JSON: for each symbol class, position and box.
  static func read(_ path: String, _ program: String) throws -> [Symbol] {
    try #require(isInstalled, "\(absence)")
    let outcome = try BuiltProgram(path: python).run(["-c", program, path])
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let line = try #require(outcome.lines.last)
    return try JSONDecoder().decode([Symbol].self, from: Data(line.utf8))
  }

  struct Symbol: Decodable, Equatable {
    let name: String
    let position: String
    let box: [Double]
  }
}

/// What Custos writes is what the formats' own tools read.
@Suite(
  .enabled(
    if: AnnotationTools.isInstalled || AnnotationTools.isRequired, "\(AnnotationTools.absence)"))
struct ForeignToolsTests {
  private let samples: ConversionSamples

  init() throws { samples = try ConversionSamples() }

  /// The symbols of the annotation lines; boxes to whole pixels or as they are.
  private func symbols(wholePixels: Bool) -> [AnnotationTools.Symbol] {
    let lines = ConversionSamples.lines.joined(separator: "\n")
    return CompleteAnnotation.parse(Array(lines.utf8)).entries.map(\.entry).map { symbol in
      var notes = ConversionNotes(skipsBad: false)
      let pixels = WholePixels.box(symbol.box, on: nil, notes: &notes)
      let whole = [pixels.left, pixels.top, pixels.right, pixels.bottom].map(Double.init)
      let exact = [symbol.box.x1, symbol.box.y1, symbol.box.x2, symbol.box.y2]
      return .init(
        name: symbol.className, position: symbol.place.text, box: wholePixels ? whole : exact)
    }
  }

  @Test func pycocotoolsReadsCOCO() throws {
    try samples.convert("pages", "out.json", to: .coco)
    let read = try AnnotationTools.read(
      samples.file("out.json"),
      """
      import json, sys
      from pycocotools.coco import COCO
      coco = COCO(sys.argv[1])
      (image,) = coco.loadImgs(coco.getImgIds())
      assert (image["file_name"], image["width"], image["height"]) == ("a.png", 300, 200)
      found = coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]], iscrowd=False))
      def symbol(a):
          x, y, width, height = a["bbox"]
          assert abs(a["area"] - width * height) < 1e-6
          return {"name": coco.loadCats([a["category_id"]])[0]["name"],
                  "position": a.get("attributes", {}).get("staff_position", ""),
                  "box": [x, y, round(x + width, 6), round(y + height, 6)]}
      print(json.dumps([symbol(a) for a in found]))
      """)
    #expect(read == symbols(wholePixels: false))
  }

  /// The evaluation of pycocotools finds every symbol where it is.
  @Test func pycocotoolsEvaluates() throws {
    try samples.convert("pages", "out.json", to: .coco)
    let outcome = try BuiltProgram(path: AnnotationTools.python).run([
      "-c",
      """
      import sys
      from pycocotools.coco import COCO
      from pycocotools.cocoeval import COCOeval
      truth = COCO(sys.argv[1])
      found = truth.loadRes([dict(a, score=1.0) for a in truth.anns.values()])
      evaluation = COCOeval(truth, found, "bbox")
      evaluation.evaluate(); evaluation.accumulate(); evaluation.summarize()
      assert evaluation.stats[0] > 0.9999, evaluation.stats
      """, samples.file("out.json"),
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
  }

  @Test func lxmlReadsVOC() throws {
    try samples.convert("pages", "out", to: .voc)
    let read = try AnnotationTools.read(
      samples.file("out/a.xml"),
      """
      import json, sys
      from lxml import etree
      root = etree.parse(sys.argv[1], etree.XMLParser(recover=False)).getroot()
      assert [e.tag for e in root][:4] == ["filename", "source", "size", "segmented"]
      size = [int(root.findtext("size/" + tag)) for tag in ("width", "height", "depth")]
      assert size == [300, 200, 3] and root.findtext("filename") == "a.png"
      def symbol(o):
          assert [e.tag for e in o][:5] == ["name", "pose", "truncated", "difficult", "bndbox"]
          box = [int(o.findtext("bndbox/" + tag)) for tag in ("xmin", "ymin", "xmax", "ymax")]
          assert 1 <= box[0] <= box[2] <= size[0] and 1 <= box[1] <= box[3] <= size[1]
          return {"name": o.findtext("name"), "box": [box[0] - 1, box[1] - 1, box[2], box[3]],
                  "position": o.findtext("attributes/attribute[name='staff_position']/value", "")}
      print(json.dumps([symbol(o) for o in root.iter("object")]))
      """)
    #expect(read == symbols(wholePixels: true))
  }

  @Test func mungReadsMuNG() throws {
    try samples.convert("pages", "out", to: .mung)
    let read = try AnnotationTools.read(
      samples.file("out/a.xml"),
      """
      import json, sys
      from mung.io import read_nodes_from_file
      nodes = read_nodes_from_file(sys.argv[1])
      assert {n.document for n in nodes} == {"a"} and [n.id for n in nodes] == list(range(len(nodes)))
      print(json.dumps([{"name": n.class_name, "position": (n.data or {}).get("staff_position", ""),
                         "box": [n.left, n.top, n.right, n.bottom]} for n in nodes]))
      """)
    #expect(read == symbols(wholePixels: true))
  }

  /// What mung writes is read: nodes with a mask and relationships.
  @Test func mungWritesForCustos() throws {
    let outcome = try BuiltProgram(path: AnnotationTools.python).run([
      "-c",
      """
      import sys, numpy
      from mung.io import write_nodes_to_file
      from mung.node import Node
      nodes = [Node(0, "notehead-full", 5, 7, 20, 10, outlinks=[1], mask=numpy.ones((10, 20), "uint8"),
                    data={"staff_position": "S2", "midi_pitch_code": 63}),
               Node(1, "stem", 1, 2, 3, 40, inlinks=[0])]
      write_nodes_to_file(nodes, sys.argv[1], document="a", dataset="d")
      """, samples.file("in/a.xml"),
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let report = try samples.convert("in", "out", from: .mung) { $0.pictures = samples.pages }
    #expect(
      try samples.lines("out/a.png.txt")
        == ["7,5;27,15;notehead-full;S2", "2,1;5,41;stem;"])
    #expect(report.notes.contains { $0.contains("Mask (1)") && $0.contains("Outlinks (1)") })
  }

  @Test func pyYAMLReadsTheClassNames() throws {
    try samples.convert("pages", "out", to: .yolo)
    let read = try AnnotationTools.read(
      samples.file("out"),
      """
      import json, sys, yaml
      names = yaml.safe_load(open(sys.argv[1] + "/data.yaml", encoding="utf-8"))["names"]
      listed = open(sys.argv[1] + "/classes.txt", encoding="utf-8").read().splitlines()
      assert [names[i] for i in range(len(names))] == listed
      def symbol(line):
          number, x, y, width, height = line.split()
          x, y, width, height = float(x) * 300, float(y) * 200, float(width) * 300, float(height) * 200
          name, _, place = names[int(number)].rpartition(".")
          if place not in ("out", "?", "L3", "S6", "L0"): name, place = names[int(number)], ""
          box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
          return {"name": name, "position": place, "box": [round(v, 3) for v in box]}
      print(json.dumps([symbol(line) for line in open(sys.argv[1] + "/labels/a.txt")]))
      """)
    #expect(read == symbols(wholePixels: false))
  }
}
