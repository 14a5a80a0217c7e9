import CustosDataSet
import CustosNotation
import CustosPlatform

/// Applies a class map to all pages.
struct ClassRenaming {
  let map: ClassMap
  let unmapped: UnmappedClasses

  /// Renames classes and leaves out those that are to be left out.
  ///
  /// - Throws: `DataError.annotation` with all classes that the map does not name, unless they are
  ///   dropped or kept.
  func apply(
    to pages: [ConvertedPage], notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    var counts: [ExactName: Int] = [:]
    for page in pages {
      for symbol in page.symbols {
        counts[ExactName(symbol.annotation.className), default: 0] += 1
      }
    }
    let missing = counts.filter { map.names[$0.key] == nil }
    if unmapped == .refuse, let example = missing.keys.min()?.text {
      throw .annotation(
        item: map.path,
        "\(missing.count == 1 ? "a class is" : "\(missing.count) classes are") not in it: "
          + "\(Self.list(missing)); add lines such as \(example)=\(example), or give "
          + "--drop-unmapped or --keep-unmapped.")
    }
    let left = counts.filter { map.names[$0.key]?.text.isEmpty == true }
    if !left.isEmpty { notes.say("Left out as \(map.path) says: \(Self.list(left)).") }
    if unmapped == .drop, !missing.isEmpty {
      notes.say("Left out because \(map.path) does not name them: \(Self.list(missing)).")
    }
    let idle = map.names.keys.filter { counts[$0] == nil }.sorted()
    if !idle.isEmpty {
      notes.say(
        "No symbol has these classes of \(map.path): "
          + idle.prefix(20).map { MessageText.quoted($0.text) }.joined(separator: ", ")
          + (idle.count > 20 ? " and \(idle.count - 20) others." : "."))
    }
    return pages.map { page in
      var page = page
      page.symbols = page.symbols.compactMap { symbol in
        let name = ExactName(symbol.annotation.className)
        guard let other = (map.names[name] ?? (unmapped == .keep ? name : nil))?.text,
          !other.isEmpty
        else { return nil }
        var symbol = symbol
        symbol.annotation.className = other
        return symbol
      }
      return page
    }
  }

  private static func list(_ counts: [ExactName: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { name, count in
      "\(MessageText.quoted(name.text)) (\(count == 1 ? "1 symbol" : "\(count) symbols"))"
    }.joined(separator: ", ")
  }
}
