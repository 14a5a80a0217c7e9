import CustosArchitectures
import CustosDataSet
import CustosImage
import CustosNotation
import CustosPages
import CustosPlatform
import CustosTestSupport
import Testing

/// Pages with complete annotations: found, split, grouped and scaled.
@Suite struct CompletePageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// White with staves of black lines, one a staff space of `space` pixels.
  private func page(space: Int) -> PixelBuffer {
    let (width, height) = (60 * space, 30 * space)
    var pixels = [UInt8](repeating: 255, count: width * height * 3)
    for staff in [8, 20] {
      for line in 0..<5 {
        for row in 0..<max(1, space / 8) {
          let y = (staff + line) * space + row
          for x in space..<width - space {
            for channel in 0..<3 { pixels[(y * width + x) * 3 + channel] = 0 }
          }
        }
      }
    }
    return PixelBuffer(width: width, height: height, pixels: pixels)
  }

  private func write(_ name: String, lines: String, space: Int = 24) throws {
    try FileSystem.write(
      page(space: space).encoded(as: .png), to: folder.file(name), replacing: false)
    try FileSystem.write(lines, to: folder.file(name + ".txt"), replacing: false)
  }

  @Test func pagesAreFoundWithTheirAnnotations() throws {
    try write("W-1_a.png", lines: "1,2;3,4;noteheadFull;L3\n")
    let beside = try CompletePage.find(in: folder.path)
    #expect(beside.map(\.name) == ["W-1_a.png"] && beside.first?.writer == "W-1")
    let other = try TemporaryFolder()
    #expect(throws: DataError.annotationMissing(image: other.file("W-1_a.png"))) {
      _ = try CompletePage.find(in: folder.path, truthFolder: other.path)
    }
    try FileSystem.write("1,2;3,4;beam;\n", to: other.file("W-1_a.txt"), replacing: false)
    let apart = try CompletePage.find(in: folder.path, truthFolder: other.path)
    #expect(try apart[0].annotations().map(\.className) == ["beam"])
  }

  @Test func contradictionsAreNamed() throws {
    try write("a.png", lines: "1,2;3,4;beam;\n5,6;7,8;noteheadFull;L3\n1,2;3,4;tie;\n")
    let page = try CompletePage.find(in: folder.path)[0]
    do {
      _ = try page.annotations()
      Issue.record("one box with two classes was read")
    } catch {
      #expect(error.message.contains("lines 1 and 3: one box has two classes or places"))
      #expect(error.exitCode == ExitStatus.badData)
    }
  }

  /// The annotations of patches give every symbol some position.
  @Test func positionsThatMeanNothingAreLeftOut() throws {
    try write("a.png", lines: "1,2;3,4;dot;L3\n5,6;7,8;minima;L3\n9,9;12,12;barline;\n")
    let page = try CompletePage.find(in: folder.path)[0]
    #expect(
      try page.annotations().map(\.place) == [
        CompleteAnnotation.Place.none, .position(.l3), CompleteAnnotation.Place.none,
      ])
  }

  @Test func boxesAreScaledWithThePage() throws {
    try write(
      "a.png",
      lines: "240,480;264,504;noteheadFull;L3\n10,10;20,20;beam;\n0,0;9,9;restHalf;\n"
        + "1,1;9,9;restHalf;?\n2,2;9,9;noteheadFull;out\n")
    let page = try CompletePage.find(in: folder.path)[0]
    let vocabulary = SymbolGroups.standard.vocabulary(
      of: Set(try page.annotations().map(\.className)))
    #expect(vocabulary.groups.map(\.name) == ["head", "rest"])
    let scaled = try TrainingPage(page, vocabulary: vocabulary, staffSpace: 12)
    // The staff space is measured to some percent.
    #expect(abs(scaled.image.width - 720) <= 15 && abs(scaled.image.height - 360) <= 8)
    #expect(scaled.symbols.count == 4)
    #expect(abs(scaled.symbols[0].box.x1 - 120) <= 3 && scaled.symbols[0].position == 3)
    #expect(scaled.symbols[1].place.group == 1)
    let names = scaled.symbols.map { $0.position.map { vocabulary.positions[$0] } }
    #expect(names == ["L3", "none", nil, "outside"])
    let given = try TrainingPage(page, vocabulary: vocabulary, staffSpace: 12, given: 48)
    #expect(given.image.width == 360 && given.symbols[0].box.x1 == 60)
  }

  /// Boxes are in the picture that its mark of rotation makes, or in the one that is stored.
  @Test func marksOfRotationAreFollowedOrIgnored() throws {
    let marked = ExifSample.marked(
      try page(space: 12).encoded(as: .jpeg), ExifSample.tiff(orientation: 6, isBigEndian: true))
    try FileSystem.write(marked, to: folder.file("a.jpg"), replacing: false)
    let truth = folder.file("truth")
    try FileSystem.createDirectories(truth)
    for text in [folder.file("a.jpg.txt"), truth + "/a.txt"] {
      try FileSystem.write("700,300;719,359;noteheadFull;L3\n", to: text, replacing: false)
    }
    for truthFolder in [nil, truth] {
      let stored = try CompletePage.find(
        in: folder.path, truthFolder: truthFolder, rotation: .ignored)[0]
      #expect(try stored.picture().pixels.width == 720)
      let vocabulary = SymbolGroups.standard.vocabulary(of: ["noteheadFull"])
      let read = try TrainingPage(stored, vocabulary: vocabulary, staffSpace: 12, given: 12)
      #expect(read.image.width == 720 && read.symbols.count == 1)
      let turned = try CompletePage.find(in: folder.path, truthFolder: truthFolder)[0]
      #expect(try turned.picture().pixels.width == 360)
      #expect(throws: DataError.self) {
        _ = try TrainingPage(turned, vocabulary: vocabulary, staffSpace: 12, given: 12)
      }
    }
  }

  @Test func aPageWithoutStavesIsRefused() throws {
    let blank = PixelBuffer(width: 40, height: 30, pixels: [UInt8](repeating: 255, count: 3600))
    try FileSystem.write(blank.encoded(as: .png), to: folder.file("b.png"), replacing: false)
    try FileSystem.write("1,2;3,4;beam;\n", to: folder.file("b.png.txt"), replacing: false)
    let page = try CompletePage.find(in: folder.path)[0]
    #expect(throws: DataError.staffMissing(page: page.image)) {
      _ = try TrainingPage(
        page, vocabulary: SymbolGroups.standard.vocabulary(of: ["noteheadFull"]), staffSpace: 12)
    }
  }

  @Test func writersStayTogether() throws {
    for writer in 1...5 {
      for page in ["a", "b"] {
        try write("W-\(writer)_\(page).png", lines: "1,2;3,4;beam;\n", space: 4)
      }
    }
    let pages = try CompletePage.find(in: folder.path)
    let split = try PageSplit(pages, by: .writer, validationShare: 0.2, testShare: 0.2, seed: 1)
    let parts = [split.training, split.validation, split.test]
    #expect(parts.map(\.count) == [6, 2, 2])
    #expect(Set(parts.flatMap { $0 }.map(\.name)).count == 10)
    let writers = parts.map { Set($0.map(\.writer)) }
    #expect(writers[0].isDisjoint(with: writers[1]) && writers[0].isDisjoint(with: writers[2]))
    #expect(writers[1].isDisjoint(with: writers[2]))
    let other = try PageSplit(pages, by: .writer, validationShare: 0.2, testShare: 0.2, seed: 2)
    #expect(other != split)
    #expect(throws: DataError.tooFewGroups(found: 5, what: "writers")) {
      _ = try PageSplit(pages, by: .writer, validationShare: 0.5, testShare: 0.5, seed: 1)
    }
  }
}
