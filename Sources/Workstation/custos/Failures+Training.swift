import CustosModels
import CustosTraining

extension TrainingError: ReportableError {
  var message: String { description }
}

extension ModelConfigurationError: ReportableError {
  var message: String { description }
  var exitCode: Int32 { 64 }
}
