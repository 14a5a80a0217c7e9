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
    var counts: [String: Int] = [:]
    for page in pages {
      for symbol in page.symbols { counts[symbol.annotation.className, default: 0] += 1 }
    }
    let missing = counts.filter { map.names[$0.key] == nil }
    if unmapped == .refuse, let example = Self.sorted(missing).first {
      throw .annotation(
        item: map.path,
        "\(missing.count == 1 ? "a class is" : "\(missing.count) classes are") not in it: "
          + "\(Self.list(missing)); add lines such as \(example.key)=\(example.key), or give "
          + "--drop-unmapped or --keep-unmapped.")
    }
    let left = counts.filter { map.names[$0.key] == "" }
    if !left.isEmpty { notes.say("Left out as \(map.path) says: \(Self.list(left)).") }
    if unmapped == .drop, !missing.isEmpty {
      notes.say("Left out because \(map.path) does not name them: \(Self.list(missing)).")
    }
    let idle = map.names.keys.filter { counts[$0] == nil }.sorted()
    if !idle.isEmpty {
      notes.say(
        "No symbol has these classes of \(map.path): "
          + idle.prefix(20).map { MessageText.quoted($0) }.joined(separator: ", ")
          + (idle.count > 20 ? " and \(idle.count - 20) others." : "."))
    }
    return pages.map { page in
      var page = page
      page.symbols = page.symbols.compactMap { symbol in
        let name = symbol.annotation.className
        guard let other = map.names[name] ?? (unmapped == .keep ? name : nil), !other.isEmpty
        else { return nil }
        var symbol = symbol
        symbol.annotation.className = other
        return symbol
      }
      return page
    }
  }

  private static func sorted(_ counts: [String: Int]) -> [(key: String, value: Int)] {
    counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private static func list(_ counts: [String: Int]) -> String {
    sorted(counts).map { name, count in
      "\(MessageText.quoted(name)) (\(count == 1 ? "1 symbol" : "\(count) symbols"))"
    }.joined(separator: ", ")
  }
}
