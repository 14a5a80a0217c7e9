import CustosPlatform

/// The share of all inputs that may be bad and left out.
public struct BadInputLimit: Equatable, Sendable {
  /// The share, 0...1.
  public let share: Double

  /// Every input may be bad.
  public static let none = BadInputLimit(share: 1)

  /// Allows a share, 0...1.
  public init(share: Double) { self.share = share }

  /// Compares what was left out with what was good.
  ///
  /// - Parameters:
  ///   - skipped: a sentence about each input that was left out.
  ///   - goodCount: the number of the other inputs.
  ///   - place: the file or folder of the inputs.
  /// - Throws: `DataError.tooManyBad`.
  public func check(
    _ skipped: [String], goodCount: Int, in place: String
  ) throws(DataError) {
    guard BadShare.exceeds(share, bad: skipped.count, good: goodCount) else { return }
    throw .tooManyBad(
      place: place, count: skipped.count, total: skipped.count + goodCount, limit: share,
      skipped: skipped)
  }
}
