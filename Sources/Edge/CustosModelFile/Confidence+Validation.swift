extension Confidence {
  /// Checks both values' ranges.
  func validate() throws(ModelError) {
    if let temperature {
      let limit = Double(ModelLimits.multiplier)
      guard temperature >= 1 / limit, temperature <= limit else {
        throw ModelError("temperature", expected: "2^-32 to 2^32", found: "\(temperature)")
      }
    }
    if let threshold {
      guard threshold > 0, threshold <= 1 else {
        throw ModelError("threshold", expected: "above 0 and at most 1", found: "\(threshold)")
      }
    }
  }
}
