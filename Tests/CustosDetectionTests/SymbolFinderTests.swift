import CustosDetection
import CustosImage
import CustosNotation
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@Suite struct SymbolFinderTests {
  private func expectAllNotes(_ page: DrawnPage) {
    let found = SymbolFinder.find(in: page.draw())
    let notes = page.notes
    let hits = notes.filter { note in
      found.contains { $0.box.intersectionOverUnion(note.box) >= 0.5 }
    }
    #expect(hits.count >= notes.count * 9 / 10, "\(hits.count) of \(notes.count)")
    // No more than the notes, but for a few remains of lines.
    #expect(found.count <= notes.count + notes.count / 5, "\(found.count) for \(notes.count)")
    let heads = notes.filter { note in
      found.contains {
        guard let head = $0.head else { return false }
        return abs(head.centerX - note.headX) < page.staffSpace / 3
          && abs(head.centerY - note.headY) < page.staffSpace / 3
      }
    }
    #expect(heads.count >= notes.count * 9 / 10, "\(heads.count) heads of \(notes.count)")
  }

  @Test(arguments: [10.0, 14, 20, 33.75])
  func findsNotesOfEverySize(space: Double) {
    expectAllNotes(DrawnPage(staffSpace: space))
  }

  @Test(arguments: [-30.0, 30])
  func followsSlopeBendLightAndNoise(fall: Double) {
    var page = DrawnPage()
    page.fall = fall
    page.bend = 12
    page.paper = (left: 120, right: 240)
    page.noise = 5
    expectAllNotes(page)
  }

  @Test func findsNothingOnEmptyStaves() {
    var page = DrawnPage()
    page.hasNotes = false
    #expect(SymbolFinder.find(in: page.draw()).count <= 2)
  }

  @Test func survivesEveryPicture() {
    var random = SeededRandom(seed: 5)
    for (width, height) in [(1, 1), (1, 400), (400, 1), (5, 5), (97, 131), (640, 480)] {
      let pictures = [
        [UInt8](repeating: 0, count: width * height),
        [UInt8](repeating: 255, count: width * height), random.bytes(width * height),
        (0..<width * height).map { $0 / width % 16 < 3 ? 0 : 255 },
      ]
      for pixels in pictures {
        let image = GrayImage(width: width, height: height, pixels: pixels)
        for scale in [nil, 1, 5, 16, 100, 1000].map({ space in
          space.map { StaffScale(staffSpace: $0, lineThickness: 1) }
        }) {
          for symbol in SymbolFinder.find(in: image, scale: scale) {
            #expect(symbol.box.x2 > symbol.box.x1 && symbol.box.y2 > symbol.box.y1)
          }
        }
      }
    }
  }

  @Test func boxesOfOneNoteAreGivenOnce() {
    let note = Box(x1: 0, y1: 0, x2: 20, y2: 60)
    let low = FoundSymbol(box: note, head: Box(x1: 0, y1: 40, x2: 20, y2: 60))
    let high = FoundSymbol(box: note, head: Box(x1: 0, y1: 20, x2: 20, y2: 40))
    let rest = FoundSymbol(box: Box(x1: 50, y1: 0, x2: 60, y2: 30), head: nil)
    let notes = SymbolBoxes.notes.detections(of: [low, high, rest])
    #expect(notes.map(\.className) == ["note", "symbol"])
    let heads = SymbolBoxes.heads.detections(of: [low, high, rest])
    #expect(heads.map(\.className) == ["note_head", "note_head", "symbol"])
  }

  @Test(arguments: [14.0, 20, 33.75])
  func findsVoidHeadsWithOpenRims(space: Double) {
    var page = DrawnPage(staffSpace: space)
    page.hasVoidHeads = true
    expectAllNotes(page)
  }

  /// Somewhat below what was measured (firmware-notes/finding-symbols.md), so that a loss shows.
  @Test(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)))
  func findsSymbolsOfARealPage() throws {
    let file = try #require(SharedData.annotationFiles.first { $0.contains("mensural") })
    let image = GrayImage(try PixelBuffer(readingFrom: String(file.dropLast(4))))
    let notes = Annotation.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: file))))
      .entries.map(\.entry).filter {
        $0.className.contains("minima") || $0.className == "semibrevis"
      }
      .filter { !$0.className.contains("rest") }
    let found = SymbolBoxes.notes.detections(of: SymbolFinder.find(in: image))
    let hits = notes.filter { note in
      found.contains { $0.box.intersectionOverUnion(note.box) >= 0.5 }
    }
    #expect(notes.count == 179)
    #expect(hits.count >= 157, "\(hits.count) of the notes")
    #expect(found.count <= 290, "\(found.count) boxes")
  }
}
