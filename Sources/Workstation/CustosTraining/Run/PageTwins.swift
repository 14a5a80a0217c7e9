import CustosDataSet
import CustosImage
import CustosPages

/// Pages that were saved twice and are in different sets of one run.
struct PageTwins {
  private var pages: [(set: String, name: String, likeness: Likeness)] = []

  /// Adds a page of a set.
  mutating func add(_ name: String, _ image: GrayImage, to set: String) {
    pages.append((set, name, Likeness(image)))
  }

  /// A sentence for each pair.
  var sentences: [String] {
    var sentences: [String] = []
    for (place, page) in pages.enumerated() {
      for other in pages[(place + 1)...]
      where page.set != other.set && page.likeness.isAlike(other.likeness) {
        sentences.append(
          "The pages \(page.name) in \(page.set) and \(other.name) in \(other.set) look the same, as one saved "
            + "twice does; keep one of them, since what was learned by heart measures nothing.")
      }
    }
    return sentences
  }
}
