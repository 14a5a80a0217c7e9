/// The expected calibration error: how far the probabilities of the labels given are from the shares
/// of right ones (Naeini et al., AAAI 2015; Guo et al., ICML 2017).
///
/// Pictures are put into equal intervals of the probability of their label; the result is the mean
/// over all pictures of the distance between an interval's accuracy and its mean probability.
public enum CalibrationError {
  /// Intervals, as in Guo et al.; interval m holds (m - 1) / 15 < p <= m / 15.
  public static let binCount = 15

  /// The error of readings, 0...1.
  ///
  /// - Parameter readings: the probability of each label given, and whether it was right; at least one.
  public static func expected(_ readings: [(probability: Float, isRight: Bool)]) -> Double {
    precondition(!readings.isEmpty, "there is at least one reading")
    var surplus = [Double](repeating: 0, count: binCount)
    for reading in readings {
      let place = (Double(reading.probability) * Double(binCount)).rounded(.up)
      let bin = Swift.min(Swift.max(Int(place) - 1, 0), binCount - 1)
      surplus[bin] += Double(reading.probability) - (reading.isRight ? 1 : 0)
    }
    return surplus.reduce(0) { $0 + abs($1) } / Double(readings.count)
  }
}
