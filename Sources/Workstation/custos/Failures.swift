import ArgumentParser
import CustosDataSet
import CustosPlatform

/// A failure that knows its sentence and its exit code.
protocol ReportableError: Error {
  /// A whole sentence for standard error.
  var message: String { get }
  /// The exit code of the command.
  var exitCode: Int32 { get }
}

extension PlatformError: ReportableError {}
extension DataError: ReportableError {}

/// Runs a command's body; a reportable failure becomes `custos: <sentence>` on standard error and
/// the exit code that belongs to it.
func reportingFailures(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as any ReportableError {
    if case DataError.nothingLeft(_, _, let skipped) = error { nameSkipped(skipped) }
    Console.complain("custos: \(error.message)")
    throw ExitCode(error.exitCode)
  }
}
