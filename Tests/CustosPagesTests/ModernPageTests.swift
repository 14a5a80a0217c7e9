import CustosImage
import CustosNotation
import CustosSupport
import Testing

@testable import CustosPages

/// Drawn pages of modern notation: what the truth says must be in the picture.
@Suite struct ModernPageTests {
  private static let indices = 0..<6

  private static let pages = indices.map {
    SyntheticPage(seed: 40, index: $0, notation: .modern, width: 1900, height: 1200)
  }

  private func page(_ index: Int) -> SyntheticPage { Self.pages[index] }

  @Test(arguments: indices)
  func everySymbolIsOfAKnownClassAndOnThePage(index: Int) {
    let page = page(index)
    #expect(page.truth.count > 15)
    for symbol in page.truth {
      #expect(ModernClass(rawValue: symbol.className) != nil, "\(symbol.className)")
      let box = symbol.box
      #expect(box.x1 >= 0 && box.y1 >= 0, "\(symbol.annotation.line)")
      #expect(box.x2 <= Double(page.image.width) && box.y2 <= Double(page.image.height))
      #expect(box.x2 > box.x1 && box.y2 > box.y1)
    }
  }

  /// The darkest pixel of each head and rest is far from paper.
  @Test(arguments: indices)
  func boxesHoldInk(index: Int) {
    let page = page(index)
    let paper = InkMeasure.paper(of: page.image)
    for symbol in page.truth where InkMeasure.area(symbol.box) > 9 {
      let darkest = InkMeasure.darkest(in: symbol.box, of: page.image)
      #expect(darkest < 0.85 * paper, "\(symbol.annotation.line): \(darkest) of \(paper)")
    }
  }

  /// Outside a staff line of its own ink, nothing of a filled head leaves its box: the truth is the
  /// vector outline, so the box must be about as large as a head.
  @Test(arguments: indices)
  func headBoxesEncloseTheHeadAlone(index: Int) {
    let page = page(index)
    for symbol in page.truth {
      guard let symbolClass = ModernClass(rawValue: symbol.className), symbolClass.isHead,
        let staff = symbol.staff
      else { continue }
      let space = Double(page.staves[staff].space)
      let (width, height) = (symbol.box.x2 - symbol.box.x1, symbol.box.y2 - symbol.box.y1)
      #expect(width > 0.2 * space && width < 2.2 * space, "\(symbol.annotation.line)")
      #expect(height > 0.2 * space && height < 1.6 * space, "\(symbol.annotation.line)")
      // The centre of the box is that of the head.
      let middle = (symbol.box.y1 + symbol.box.y2) / 2
      #expect(abs(middle - Double(symbol.y)) < 0.2 * space, "\(symbol.annotation.line)")
    }
  }

  /// A head misses the height of its position by less than half the distance to the next one.
  @Test(arguments: indices)
  func positionsAgreeWithTheStaves(index: Int) {
    let page = page(index)
    var placed = 0
    for symbol in page.truth {
      guard let symbolClass = ModernClass(rawValue: symbol.className), symbolClass.isHead,
        let staff = symbol.staff.map({ page.staves[$0] })
      else { continue }
      switch symbol.place {
      case .position(let position):
        placed += 1
        let miss = abs(symbol.y - staff.height(step: position.step, at: symbol.x))
        #expect(miss < 0.24 * staff.space, "\(symbol.annotation.line)")
      case .outside:
        let isAbove = symbol.y < staff.height(step: 13, at: symbol.x) - 0.25 * staff.space
        let isBelow = symbol.y > staff.height(step: 0, at: symbol.x) + 0.25 * staff.space
        #expect(isAbove || isBelow, "\(symbol.annotation.line)")
      case .unknown, .none: Issue.record("a head has a place: \(symbol.annotation.line)")
      }
    }
    #expect(placed > 3)
  }

  /// Rests shorter than a half have the position nearest to the middle of their box.
  @Test func restsStandWhereTheirBoxesDo() {
    for index in Self.indices {
      let page = page(index)
      for symbol in page.truth where ["restQuarter", "rest8th"].contains(symbol.className) {
        guard case .position(let position) = symbol.place,
          let staff = symbol.staff.map({ page.staves[$0] })
        else { continue }
        let middle = Float(symbol.box.y1 + symbol.box.y2) / 2
        let miss = abs(middle - staff.height(step: position.step, at: symbol.x))
        #expect(miss < 0.3 * staff.space, "\(symbol.annotation.line)")
      }
    }
  }

  @Test func mostClassesOccur() {
    var names: Set<String> = []
    for index in 0..<60 {
      var random = SeededGenerator(seed: 3, stream: UInt64(index))
      let sheet = ModernSheet(width: nil, height: nil, using: &random)
      names.formUnion(sheet.truth.map(\.className))
    }
    // Figures above 4 are rare, as they are in scores.
    let common = Set(ModernClass.allCases.map(\.rawValue)).filter { !$0.hasPrefix("numeral") }
    #expect(
      names.isSuperset(of: common), "\(common.subtracting(names))"
    )
  }
}
