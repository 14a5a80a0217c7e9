/// How many pictures of each class every group has.
struct GroupTable {
  /// The groups, sorted by name.
  let names: [String]
  /// Pictures of each class in each group: `[group][class]`.
  let counts: [[Double]]
  /// Pictures of each class.
  let classTotals: [Double]

  init(classes: [PictureFolder.Class], grouping: SplitPlan.Grouping) {
    var table: [String: [Double]] = [:]
    for (index, item) in classes.enumerated() {
      for file in item.files {
        table[
          grouping.key(of: file), default: [Double](repeating: 0, count: classes.count)][index] += 1
      }
    }
    names = table.keys.sorted()
    counts = names.map { table[$0] ?? [] }
    classTotals = classes.map { Double($0.files.count) }
  }
}
