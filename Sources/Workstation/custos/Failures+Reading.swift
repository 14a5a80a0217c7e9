import CustosPlatform
import CustosReading

extension ReadingError: ReportableError {
  private var cause: any ReportableError {
    switch self {
    case .model(let error): error
    case .engine(let error): error
    case .platform(let error): error
    case .staffSpaceMissing(let model):
      PlainFailure(message: Self.staffSpaceSentence(model: model), exitCode: 65)
    }
  }

  var message: String { cause.message }
  var exitCode: Int32 { cause.exitCode }
}

/// A failure that is a sentence and an exit code.
private struct PlainFailure: ReportableError {
  let message: String
  let exitCode: Int32
}
