/// Text from outside within messages.
public enum MessageText {
  /// `text` in single quotes, fit for a terminal: control characters become question marks, and what
  /// goes beyond 40 characters is cut off.
  public static func quoted(_ text: String) -> String { "'" + clean(text, limit: 40) + "'" }

  /// `text` fit for a terminal: control characters become question marks, and what goes beyond
  /// `limit` characters is cut off.
  public static func clean(_ text: String, limit: Int) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(limit) {
      shown.unicodeScalars.append(isControl(scalar) ? "?" : scalar)
    }
    return shown + (text.unicodeScalars.count > limit ? "..." : "")
  }

  /// Whether a terminal may take the character for a command (C0, delete, C1).
  public static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 32 || (127...159).contains(scalar.value)
  }
}
