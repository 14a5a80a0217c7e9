/// Finds the names that a misspelt one may stand for.
public enum NearNames {
  /// The names with the fewest insertions, deletions and exchanges of letters between them and `name`
  /// (Levenshtein 1966), nearest first, equally near ones in their own order.
  public static func of(_ name: String, among names: [String], count: Int = 3) -> [String] {
    let letters = Array(name.utf8)
    let ranked = names.enumerated().map { (distance(letters, Array($1.utf8)), $0, $1) }
    return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(count).map(\.2)
  }

  private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for place in second.indices {
        let exchanged = diagonal + (letter == second[place] ? 0 : 1)
        diagonal = row[place + 1]
        row[place + 1] = min(exchanged, row[place] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
