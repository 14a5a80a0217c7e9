import CustosModels
import CustosTraining

extension TrainingError: ReportableError {
  var message: String { description }
}

extension ModelError: ReportableError {
  var message: String { description }
  var exitCode: Int32 { 64 }
}
