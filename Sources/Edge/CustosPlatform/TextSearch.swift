/// Search within text, byte by byte: the standard library's own is not there in Embedded Swift.
public enum TextSearch {
  /// Whether `part` stands somewhere in `text`.
  public static func finds(_ part: String, in text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    let wanted = Array(part.utf8)
    while rest.count >= wanted.count {
      if rest.starts(with: wanted) { return true }
      guard !rest.isEmpty else { return false }
      rest = rest.dropFirst()
    }
    return false
  }
}
