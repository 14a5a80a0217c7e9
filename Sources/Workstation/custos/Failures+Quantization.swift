import CustosEngine
import CustosModel
import CustosQuantization

extension QuantizationError: ReportableError {
  var message: String { description }
}

extension ModelFileError: ReportableError {
  var exitCode: Int32 {
    guard case .platform(let error) = self else { return 65 }
    return error.exitCode
  }
}

extension EngineError: ReportableError {
  var exitCode: Int32 {
    switch self {
    case .invalidModel, .wrongInputSize, .noLogits: 65
    case .instructionSetUnavailable: 69
    case .platform(let error): error.exitCode
    case .outOfMemory: 1
    }
  }
}
