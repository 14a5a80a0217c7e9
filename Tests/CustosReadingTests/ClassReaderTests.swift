import CustosImage
import CustosNotation
import CustosSmallModel
import Testing

@testable import CustosReading

/// A network of classes alone, and beside one of staff positions.
@Suite struct ClassReaderTests {
  private static let names = ["barline", "minima", "g_clef"]
  private let bench: ReadingBench
  private let picture = ReadingBench.noise()
  private let boxes = (0..<24).map { ReadingBench.box(Double(3 * $0), Double(2 * $0), "dot") }

  init() throws { bench = try ReadingBench() }

  @Test func plainNamesAreTheClass() throws {
    let classifier = try bench.classifier(labels: Self.names)
    for threshold in [nil, 1.0] {
      let reading = try PageReader(
        classifier, symbols: .fixed(boxes), threshold: threshold
      ).read(picture)
      for symbol in reading.symbols {
        let prediction = try #require(symbol.prediction)
        #expect(symbol.detection.className == Self.names[prediction.label])
        #expect(symbol.givenClass == "dot" && symbol.classPrediction == nil)
        // A class that is not accepted leaves the one of the box.
        #expect(symbol.isClassUnknown == (threshold != nil))
        #expect(symbol.acceptedClass == (threshold == nil ? symbol.detection.className : "dot"))
      }
    }
  }

  @Test func theClassDecidesWhatHasAPosition() throws {
    let alone = try PageReader(
      try bench.classifier(labels: Self.names), symbols: .fixed(boxes)
    ).read(picture)
    let notes = boxes.map { Detection(box: $0.box, className: "minima") }
    let positions = try PageReader(try bench.classifier(), symbols: .fixed(notes)).read(picture)
    let classes = try ClassReader(try bench.classifier(labels: Self.names))
    let both = try PageReader(
      try bench.classifier(), symbols: .fixed(boxes), classes: classes
    ).read(picture)
    #expect(both.classWindow == alone.window)
    var kinds: Set<Bool> = []
    for (index, symbol) in both.symbols.enumerated() {
      let name = alone.symbols[index].detection.className
      #expect(symbol.detection.className == name && symbol.givenClass == "dot")
      #expect(symbol.classPrediction?.logits == alone.symbols[index].prediction?.logits)
      let isRead = SymbolClass.hasStaffPosition(name)
      #expect((symbol.prediction != nil) == isRead)
      if isRead {
        #expect(symbol.prediction?.logits == positions.symbols[index].prediction?.logits)
      }
      kinds.insert(isRead)
    }
    #expect(kinds.count == 2, "the pictures show but one kind")
    // Below the threshold the box's own class decides: dots have no position.
    let unsure = try ClassReader(try bench.classifier(labels: Self.names), threshold: 1)
    let unread = try PageReader(
      try bench.classifier(), symbols: .fixed(boxes), classes: unsure
    ).read(picture)
    #expect(unread.symbols.allSatisfy { $0.prediction == nil && $0.isClassUnknown })
  }

  @Test func otherModelsAreRefused() throws {
    let positions = try bench.classifier()
    #expect { try ClassReader(positions) } throws: {
      guard case .mismatch(.readsNoClasses)? = $0 as? ReadingError else { return false }
      return true
    }
    let names = try bench.classifier(labels: Self.names)
    let classes = try ClassReader(names)
    #expect { try PageReader(names, symbols: .centre, classes: classes) } throws: {
      guard case .mismatch(.noPositionsBesideClasses)? = $0 as? ReadingError else { return false }
      return true
    }
    // Both models must know the staff space that scaling needs.
    let scaled = try bench.classifier(staffSpace: 8)
    #expect {
      try PageReader(scaled, symbols: .centre, scale: .pixels(8), classes: classes)
    } throws: {
      guard case .staffSpaceMissing? = $0 as? ReadingError else { return false }
      return true
    }
  }
}
