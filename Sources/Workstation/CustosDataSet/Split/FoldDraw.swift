import CustosSupport

/// Deals pictures, or whole groups of them, into parts of equal size for cross-validation.
struct FoldDraw {
  private let count: Int
  private let classes: [PictureFolder.Class]
  private let grouping: SplitPlan.Grouping

  init(count: Int, classes: [PictureFolder.Class], grouping: SplitPlan.Grouping) {
    self.count = count
    self.classes = classes
    self.grouping = grouping
  }

  /// One plan a fold: its part is the test set, the next part validates, the others train.
  ///
  /// - Throws: `DataError.tooManyFolds` with fewer pictures or groups than folds.
  func plans(seed: UInt64) throws(DataError) -> [SplitPlan] {
    let parts = grouping == .none ? try dealPictures(seed: seed) : try dealGroups(seed: seed)
    return (0..<count).map { fold in
      var files: [SplitPlan.Part: [String: [String]]] = [:]
      for (index, item) in classes.enumerated() {
        for part in SplitPlan.Part.allCases { files[part, default: [:]][item.name] = [] }
        for (file, place) in zip(item.files, parts[index]) {
          let part: SplitPlan.Part =
            place == fold ? .test : place == (fold + 1) % count ? .validation : .training
          files[part, default: [:]][item.name, default: []].append(file)
        }
      }
      return SplitPlan(files: files)
    }
  }

  /// The part of each picture of each class. The deal goes on from class to class, so that the parts
  /// differ by one picture at most, in every class and altogether.
  private func dealPictures(seed: UInt64) throws(DataError) -> [[Int]] {
    let total = classes.reduce(0) { $0 + $1.files.count }
    guard total >= count else { throw .tooManyFolds(count, found: total, what: "pictures") }
    var next = 0
    return classes.map { item in
      var random = SplitPlan.generator(forClass: item.name, seed: seed)
      var order = Array(item.files.indices)
      random.shuffle(&order)
      var parts = [Int](repeating: 0, count: order.count)
      for index in order {
        parts[index] = next
        next = (next + 1) % count
      }
      return parts
    }
  }

  /// The same with whole groups: the large ones first, each to the part that has the fewest pictures
  /// of its classes up to now.
  private func dealGroups(seed: UInt64) throws(DataError) -> [[Int]] {
    let table = GroupTable(classes: classes, grouping: grouping)
    guard table.names.count >= count else {
      throw .tooManyFolds(
        count, found: table.names.count, what: grouping == .byPage ? "pages" : "groups")
    }
    var order = Array(table.names.indices)
    var random = SeededGenerator(seed: seed)
    random.shuffle(&order)
    let sizes = table.counts.map { $0.reduce(0, +) }
    let rank = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    order.sort { (sizes[$1], rank[$0] ?? 0) < (sizes[$0], rank[$1] ?? 0) }
    var filled = [[Double]](
      repeating: [Double](repeating: 0, count: classes.count), count: count)
    var partOfGroup: [String: Int] = [:]
    for (place, group) in order.enumerated() {
      let empty = filled.indices.filter { filled[$0].allSatisfy { $0 == 0 } }
      // Every part needs a group, even where classes would rather share one.
      let open = empty.count >= order.count - place ? empty : Array(filled.indices)
      let costs = open.map { cost(of: table.counts[group], in: filled[$0], table.classTotals) }
      guard let cheapest = costs.indices.min(by: { costs[$0] < costs[$1] }) else { continue }
      let part = open[cheapest]
      for index in classes.indices { filled[part][index] += table.counts[group][index] }
      partOfGroup[table.names[group]] = part
    }
    return classes.map { $0.files.map { partOfGroup[grouping.key(of: $0)] ?? 0 } }
  }

  /// How much the squares of a part's shares grow with a group, over all classes and the total.
  private func cost(of group: [Double], in part: [Double], _ totals: [Double]) -> Double {
    func growth(_ old: Double, _ more: Double, _ total: Double) -> Double {
      more * (2 * old + more) / (total * total)
    }
    var cost = growth(part.reduce(0, +), group.reduce(0, +), totals.reduce(0, +))
    for index in totals.indices { cost += growth(part[index], group[index], totals[index]) }
    return cost
  }
}
