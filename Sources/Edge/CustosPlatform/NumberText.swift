import CCustosPlatform

/// Numbers as text, with a full stop whatever the locale.
public enum NumberText {
  /// Reads a whole text as a decimal number: sign, digits, fraction, exponent. Blanks around it,
  /// hexadecimal, `nan`, `inf` and values that overflow give nil.
  public static func double(_ text: String) -> Double? {
    var value = 0.0
    return text.withCString { custos_parse_double($0, &value) } && !hasZeroByte(text) ? value : nil
  }

  /// Writes a finite value with `decimals` digits (0...17) after the full stop, correctly rounded.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    TextBuffer.make { custos_format_fixed(value, Int32(decimals), $0, $1) }
  }

  /// Writes the shortest text that reads back as the same value; valid JSON for finite values.
  public static func shortest(_ value: Double) -> String {
    TextBuffer.make { custos_format_shortest_double(value, $0, $1) }
  }

  /// Writes the shortest text that reads back as the same value; valid JSON for finite values.
  public static func shortest(_ value: Float) -> String {
    TextBuffer.make { custos_format_shortest_float(value, $0, $1) }
  }

  // C would take a zero byte for the end of the text.
  private static func hasZeroByte(_ text: String) -> Bool { text.utf8.contains(0) }
}
