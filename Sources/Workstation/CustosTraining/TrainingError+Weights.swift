import CustosWeights

extension TrainingError {
  /// A failure to read or write weights as one of training.
  init(_ error: WeightsError) {
    switch error {
    case .platform(let error): self = .platform(error)
    default: self = .badFile(path: error.path ?? "The file", reason: error.reason)
    }
  }

  /// Runs `body`; its failures become those of training.
  static func onWeights<Result>(
    _ body: () throws(WeightsError) -> Result
  ) throws(TrainingError) -> Result {
    do { return try body() } catch { throw TrainingError(error) }
  }
}
