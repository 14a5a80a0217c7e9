import ArgumentParser
public import CustosArchitectures
import CustosDataSet
import CustosDistribution
public import CustosEngine
public import CustosModelFile
public import CustosNetwork
import CustosPlatform
public import CustosReading
public import CustosSupport
import Foundation

/// Runs a command's body; a reportable failure becomes `custos: <sentence>` on standard error and
/// the exit code that belongs to it.
func reportingFailures(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as any ReportableError {
    if case DataError.nothingLeft(_, _, let skipped) = error { nameSkipped(skipped) }
    if case DataError.tooManyBad(_, _, _, _, let skipped) = error {
      skipped.forEach { Console.complain("custos: skipped: \($0)") }
    }
    Console.complain("custos: \(error.message)")
    throw ExitCode(error.exitCode)
  }
}

/// Does the same for one of several processes. What rank 0 fails with, the others mostly fail with as well: they
/// leave it the word and speak up only if it has not ended them by then.
func reportingFailures(byRank mpi: MPICommunicator, _ body: () throws -> Void) throws {
  do { try body() } catch let error as any ReportableError {
    let isFirst = mpi.rank == 0
    if !isFirst { Thread.sleep(forTimeInterval: 2) }
    try reportingFailures {
      throw NamedFailure(
        message: isFirst ? error.message : "\(mpi.name(ofRank: mpi.rank)): \(error.message)",
        exitCode: error.exitCode)
    }
  }
}

/// A failure with the name of the process.
private struct NamedFailure: ReportableError {
  let message: String
  let exitCode: Int32
}

// The errors of modules that do not know `ReportableError`.

extension CommunicationError: ReportableError {
  /// The failure as a whole sentence.
  public var message: String { description }
  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 { ExitStatus.unavailable }
}

extension ModelFileError: ReportableError {}
extension EngineError: ReportableError {}

extension ModelConfigurationError: ReportableError {
  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 { ExitStatus.usage }
}

extension ReadingError: ReportableError {
  /// The failure as a whole sentence.
  public var message: String {
    switch self {
    case .model(let error): error.message
    case .engine(let error): error.message
    case .platform(let error): error.message
    case .staffSpaceMissing(let model): Self.staffSpaceSentence(model: model)
    case .mismatch(let error): error.message
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .model(let error): error.exitCode
    case .engine(let error): error.exitCode
    case .platform(let error): error.exitCode
    case .staffSpaceMissing, .mismatch: ExitStatus.badData
    }
  }
}
