import CustosDataSet
import CustosNotation
import CustosPlatform

/// The class names that a file lists, and the symbols by their place in the list.
struct ClassNames {
  /// A symbol with the place of its class name in the list.
  typealias Numbered = (annotation: CompleteAnnotation, index: Int, name: String)

  /// The names, sorted.
  let names: [String]
  /// For each page its symbols.
  let symbols: [[Numbered]]

  /// Names all symbols.
  ///
  /// - Throws: `DataError.annotation` for a class name that would be read back as another class with
  ///   a position.
  init(
    _ pages: [ConvertedPage], positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) {
    var named: [[(annotation: CompleteAnnotation, name: String)]] = []
    for page in pages {
      var symbols: [(CompleteAnnotation, String)] = []
      for symbol in page.symbols {
        guard let name = positions.className(of: symbol.annotation) else {
          try notes.reject(
            .annotation(
              item: symbol.item,
              "the class name \(MessageText.quoted(symbol.annotation.className)) ends like a class "
                + "name with a staff position; rename it with --classes."))
          continue
        }
        symbols.append((symbol.annotation, name))
      }
      named.append(symbols)
    }
    let names = Set(named.joined().map { ExactName($0.name) }).sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    self.names = names.map(\.text)
    symbols = named.map { $0.map { ($0.annotation, places[ExactName($0.name)] ?? 0, $0.name) } }
  }
}
