public import CustosDataSet
import CustosSupport

/// Which pages train a network, choose its best epoch, and test it.
public struct PageSplit: Equatable, Sendable {
  /// What stays together.
  public enum Unit: String, CaseIterable, Sendable {
    /// Each page stands alone.
    case page
    /// All pages of a writer, see `CompletePage.writer`.
    case writer
  }

  /// Pages to train on.
  public let training: [CompletePage]
  /// Pages that choose the best epoch.
  public let validation: [CompletePage]
  /// Pages that nothing is chosen on.
  public let test: [CompletePage]

  /// Takes a split that was made before.
  public init(training: [CompletePage], validation: [CompletePage], test: [CompletePage]) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// Deals pages out at random: whole units to the test set until it has its share of the pages, then to
  /// the validation set, the rest to the training set.
  ///
  /// - Parameters:
  ///   - validationShare: share of the pages, above 0.
  ///   - testShare: share of the pages; 0 for no test set.
  /// - Throws: `DataError.tooFewGroups` when a set would be empty.
  public init(
    _ pages: [CompletePage], by unit: Unit, validationShare: Double, testShare: Double,
    seed: UInt64
  ) throws(DataError) {
    let groups = Dictionary(grouping: pages) { unit == .page ? $0.name : $0.writer }
    var names = groups.keys.sorted()
    var random = SeededGenerator(seed: seed)
    random.shuffle(&names)
    var rest = names[...]
    func take(_ share: Double) -> [CompletePage] {
      var taken: [CompletePage] = []
      while Double(taken.count) < share * Double(pages.count), let name = rest.popFirst() {
        taken += groups[name] ?? []
      }
      return taken.sorted { $0.name < $1.name }
    }
    test = take(testShare)
    validation = take(validationShare)
    training = take(1)
    guard !training.isEmpty, !validation.isEmpty else {
      throw .tooFewGroups(found: names.count, what: unit == .page ? "pages" : "writers")
    }
  }
}
