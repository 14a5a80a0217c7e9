public import CustosPlatform

/// A failure that knows its sentence and its exit code.
public protocol ReportableError: Error {
  /// A whole sentence for standard error.
  var message: String { get }
  /// The exit code that a command ends with because of this failure (sysexits.h).
  var exitCode: Int32 { get }
}

extension ReportableError where Self: CustomStringConvertible {
  /// The failure as a whole sentence.
  public var message: String { description }
}

extension PlatformError: ReportableError {}
