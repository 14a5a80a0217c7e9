import CustosSupport
import CustosWeights

@testable import CustosTraining

/// What a refused training state is told with: by the file's reader, by the weights' or by the run's.
struct Refusal {
  let exitCode: Int32
  let sentence: String

  /// Takes an error of one of these kinds; throws any other on, which fails the test.
  init(_ error: any Error) throws {
    switch error {
    case let error as FileError: (exitCode, sentence) = (error.exitCode, "\(error)")
    case let error as WeightsError: (exitCode, sentence) = (error.exitCode, "\(error)")
    case let error as TrainingError: (exitCode, sentence) = (error.exitCode, "\(error)")
    default: throw error
    }
  }
}
