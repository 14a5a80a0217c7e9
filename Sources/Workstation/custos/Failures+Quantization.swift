import CustosEngine
import CustosModelFile
import CustosQuantization

extension QuantizationError: ReportableError {
  var message: String { description }
}

extension ModelFileError: ReportableError {}
extension EngineError: ReportableError {}
