/// How much of the input may be bad, as `--max-bad` says it.
public enum BadShare {
  /// Whether more than the share `limit`, 0...1, of all inputs is bad.
  public static func exceeds(_ limit: Double, bad: Int, good: Int) -> Bool {
    // 29 of 100 are not more than 0.29, whose product is a little less than 29.
    Double(bad) > limit * Double(bad + good) * (1 + 1e-12)
  }
}
