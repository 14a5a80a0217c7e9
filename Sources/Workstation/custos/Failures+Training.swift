import CustosArchitectures
import CustosEvaluation
import CustosSupport
import CustosTraining
import CustosWeights

extension TrainingError: ReportableError {
  var message: String { description }
}

extension ModelConfigurationError: ReportableError {
  var message: String { description }
  var exitCode: Int32 { 64 }
}

extension EvaluationError: ReportableError {
  var message: String { description }
}

extension FileError: ReportableError {
  var message: String { description }
}

extension WeightsError: ReportableError {
  var message: String { description }
}
