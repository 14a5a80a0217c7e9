import CustosPlatform

/// The entry `names` of a YAML file: a list or a map from numbers, in lines or in brackets. Nothing
/// else of YAML is read.
struct YAMLNames {
  private var names: [Int: String] = [:]

  /// Reads the names of the classes.
  ///
  /// - Parameter bytes: UTF-8, all line ends line feeds.
  static func read(_ bytes: [UInt8]) throws(TextFailure) -> [Int: String] {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let first = lines.firstIndex(where: { $0.hasPrefix("names:") }) else {
      throw TextFailure(line: 1, detail: "there is no entry names: with the names of the classes")
    }
    var reader = YAMLNames()
    let rest = YAMLScalar.withoutComment(String(lines[first].dropFirst(6)))
    if rest.isEmpty {
      try reader.readBlock(lines[(first + 1)...])
    } else {
      try reader.readFlow(rest, lines[(first + 1)...], line: first + 1)
    }
    return reader.names
  }

  private mutating func add(
    _ name: String, number: Int? = nil, line: Int
  ) throws(TextFailure) {
    let number = number ?? names.count
    guard number >= 0, names.updateValue(name, forKey: number) == nil else {
      throw TextFailure(line: line, detail: "the class \(number) is there twice or below 0")
    }
  }

  /// Lines `- name` or `number: name`, to the next entry of the file.
  private mutating func readBlock(_ lines: ArraySlice<String>) throws(TextFailure) {
    for (index, text) in zip(lines.indices, lines) {
      let line = YAMLScalar.withoutComment(text)
      if line.isEmpty { continue }
      if line == "-" || line.hasPrefix("- ") {
        try add(
          try YAMLScalar.value(String(line.dropFirst()), line: index + 1), line: index + 1)
      } else if text.first == " " || text.first == "\t" {
        try addPair(line, line: index + 1)
      } else {
        return
      }
    }
  }

  private mutating func addPair(_ text: String, line: Int) throws(TextFailure) {
    guard let colon = text.firstIndex(of: ":"),
      let number = Int(TextFile.trimmed(String(text[..<colon])))
    else {
      throw TextFailure(
        line: line, detail: "expected NUMBER: NAME but found \(MessageText.quoted(text))")
    }
    let name = try YAMLScalar.value(String(text[text.index(after: colon)...]), line: line)
    try add(name, number: number, line: line)
  }

  /// `[name, name]` or `{number: name, number: name}`, over as many lines as it takes.
  private mutating func readFlow(
    _ start: String, _ more: ArraySlice<String>, line: Int
  ) throws(TextFailure) {
    let opening = start.first
    guard let closing: Character = opening == "[" ? "]" : opening == "{" ? "}" : nil else {
      throw TextFailure(
        line: line, detail: "names: must be a list, but is \(MessageText.quoted(start))")
    }
    let text = String(
      ([start] + more.map { YAMLScalar.withoutComment($0) }).joined(separator: " ").dropFirst())
    let (items, isClosed) = YAMLScalar.items(of: text, closing: closing)
    guard isClosed else {
      throw TextFailure(line: line, detail: "the list of names has no \(closing) at its end")
    }
    for item in items {
      if closing == "}" {
        try addPair(item, line: line)
      } else {
        try add(try YAMLScalar.value(item, line: line), line: line)
      }
    }
  }
}
