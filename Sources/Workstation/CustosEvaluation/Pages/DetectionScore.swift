/// How well symbols were found and read.
public struct DetectionScore: Equatable, Sendable {
  /// Annotated symbols.
  public var annotated = 0
  /// Found symbols.
  public var found = 0
  /// Annotated symbols whose box was found.
  public var matched = 0
  /// Annotated symbols that were found and read at the right position.
  public var read = 0

  /// Starts at nothing.
  public init() {}

  /// Share of the annotated symbols that were found; nil without any.
  public var recall: Double? { Self.share(matched, of: annotated) }
  /// Share of the found symbols that are annotated; nil without any. Where a page's annotations leave
  /// symbols out, it is lower than the truth.
  public var precision: Double? { Self.share(matched, of: found) }
  /// Share of the annotated symbols that were found and read right; nil without any.
  public var readShare: Double? { Self.share(read, of: annotated) }

  /// Adds another page's counts.
  public static func += (sum: inout DetectionScore, other: DetectionScore) {
    sum.annotated += other.annotated
    sum.found += other.found
    sum.matched += other.matched
    sum.read += other.read
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
