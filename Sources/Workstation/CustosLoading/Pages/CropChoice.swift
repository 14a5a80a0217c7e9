import CustosArchitectures
package import CustosPages
import CustosSupport

/// Which pages crops are drawn from, and how often one is drawn around a symbol of a rare class.
package struct CropChoice: Sendable {
  /// A symbol's place in the pages.
  private struct Place: Sendable {
    let page: Int
    let symbol: Int
  }

  /// Share of the crops that show drawn pages; nil where all pages are drawn from alike.
  private let drawnShare: Float?
  /// Share of the crops that show a symbol of a class that is drawn evenly among all classes.
  private let balance: Float
  /// Pages before the drawn ones.
  private let realCount: Int
  /// The symbols class by class: of the real pages, and of the drawn ones.
  private let places: [[[Place]]]

  /// Looks for the classes of the pages, of which the last `drawnCount` are drawn.
  ///
  /// - Parameters:
  ///   - drawnShare: 0...1; nil for the share that the drawn pages have among all.
  ///   - balance: share of the crops around a symbol of a class drawn evenly, 0...1.
  package init(
    _ pages: [TrainingPage], drawnCount: Int = 0, drawnShare: Float? = nil, balance: Float = 0
  ) {
    realCount = pages.count - drawnCount
    self.drawnShare = drawnCount == 0 || drawnCount == pages.count ? nil : drawnShare
    self.balance = balance
    let parts =
      self.drawnShare == nil ? [pages.indices] : [0..<realCount, realCount..<pages.count]
    places = parts.map { Self.places(of: pages, $0) }
  }

  private static func places(of pages: [TrainingPage], _ part: Range<Int>) -> [[Place]] {
    var places: [Int: [Place]] = [:]
    for page in part {
      for (index, symbol) in pages[page].symbols.enumerated() {
        places[symbol.place.classIndex, default: []].append(Place(page: page, symbol: index))
      }
    }
    return places.keys.sorted().map { places[$0] ?? [] }
  }

  /// Draws a page, and the symbol to show where it is to be a certain one.
  func draw(
    of pages: [TrainingPage], using random: inout SeededGenerator
  ) -> (page: TrainingPage, symbol: TrainingPage.Symbol?) {
    var part = 0
    var range = pages.indices
    if let drawnShare {
      part = random.chance(drawnShare) ? 1 : 0
      range = part == 0 ? 0..<realCount : realCount..<pages.count
    }
    if balance > 0, !places[part].isEmpty, random.chance(balance) {
      let own = places[part][random.index(below: places[part].count)]
      let place = own[random.index(below: own.count)]
      return (pages[place.page], pages[place.page].symbols[place.symbol])
    }
    return (pages[range.lowerBound + random.index(below: range.count)], nil)
  }
}
