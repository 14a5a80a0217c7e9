public import CustosSupport

/// Why models could not be measured.
public enum EvaluationError: ReportableError, Equatable, CustomStringConvertible {
  /// Two models cannot be compared.
  case notComparable(String)

  /// The failure as a whole sentence with the way out.
  public var description: String {
    switch self {
    case .notComparable(let reason):
      "The two models cannot be compared: \(reason); give the float weights that the model was "
        + "quantised from."
    }
  }

  /// The exit code that a command ends with because of this failure.
  public var exitCode: Int32 { 65 }
}
