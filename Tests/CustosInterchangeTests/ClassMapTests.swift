import CustosDataSet
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosInterchange

@Suite struct ClassMapTests {
  private let samples: ConversionSamples

  init() throws {
    samples = try ConversionSamples(
      ["1,2;3,4;clef;L3", "2,2;3,4;note;S1", "3,2;4,4;note;S2", "5,2;6,4;beam;"])
  }

  private func convert(
    _ map: String, reversed: Bool = false, _ unmapped: UnmappedClasses = .refuse
  ) throws -> (lines: [String], notes: [String]) {
    let path = try samples.write(map, to: "map.txt")
    let report = try samples.convert("pages", "out") {
      $0.classMap = try ClassMap(path, reversed: reversed)
      $0.unmapped = unmapped
    }
    return (try samples.lines("out/a.png.txt"), report.notes)
  }

  @Test func classesAreRenamedMergedAndLeftOut() throws {
    let (lines, notes) = try convert(
      "\u{FEFF}# of mine\r\nclef = g=clef\r\n\r\nnote=g=clef\r\nbeam=\r\nx=y")
    #expect(lines == ["1,2;3,4;g=clef;L3", "2,2;3,4;g=clef;S1", "3,2;4,4;g=clef;S2"])
    #expect(
      notes == [
        "Left out as \(samples.file("map.txt")) says: 'beam' (1 symbol).",
        "No symbol has these classes of \(samples.file("map.txt")): 'x'.",
      ])
  }

  @Test func unknownClassesAreNamed() throws {
    let error = try DataSamples.dataError { _ = try convert("clef=g") }
    #expect(
      error?.message
        == "\(samples.file("map.txt")): 2 classes are not in it: 'beam' (1 symbol), 'note' (2 symbols);"
        + " add lines such as beam=beam, or give --drop-unmapped or --keep-unmapped.")
    #expect(error?.exitCode == 65)
    #expect(samples.folder.names == ["map.txt", "pages"])
  }

  @Test func unknownClassesMayBeDroppedOrKept() throws {
    let (lines, notes) = try convert("clef=g", .drop)
    #expect(lines == ["1,2;3,4;g;L3"])
    #expect(notes[0].contains("does not name them: 'beam' (1 symbol), 'note' (2 symbols)."))
    let path = samples.file("map.txt")
    try samples.convert("pages", "kept") {
      $0.classMap = try ClassMap(path)
      $0.unmapped = .keep
    }
    #expect(try samples.lines("kept/a.png.txt")[3] == "5,2;6,4;beam;")
  }

  @Test func aMapLeadsBack() throws {
    let path = try samples.write("clef=G Clef\nnote=Note\nbeam=Beam\ndot=\n", to: "map.txt")
    try samples.convert("pages", "there", to: .voc) { $0.classMap = try ClassMap(path) }
    try samples.convert("there", "back", from: .voc) {
      $0.classMap = try ClassMap(path, reversed: true)
    }
    #expect(try samples.text("back/a.png.txt") == samples.text("pages/a.png.txt"))
  }

  @Test(arguments: [
    ("clef", false, "line 1: expected name=other name"), ("=x", false, "line 1: expected"),
    ("a=b\na=c", false, "line 2: 'a' has another name in line 1"),
    ("a=c\n\nb=c", true, "line 3: 'c' has another name in line 1"),
    ("a=\u{1B}[2J", false, "line 1: a name holds a control"),
  ])
  func badMaps(map: String, reversed: Bool, part: String) throws {
    let error = try DataSamples.dataError { _ = try convert(map, reversed: reversed) }
    #expect(error?.message.contains("map.txt, " + part) == true, "\(error?.message ?? "")")
  }
}
