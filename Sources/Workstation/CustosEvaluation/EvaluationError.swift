public import CustosSupport

/// Why models could not be measured.
public enum EvaluationError: ReportableError, Equatable, CustomStringConvertible {
  /// Two models cannot be compared.
  case notComparable(String)
  /// A page network was trained on crops of so few pixels a side that none of their cells sees all that
  /// it does on a page.
  case cropsTooSmall(side: Int, least: Int)

  /// The failure as a whole sentence with the way out.
  public var description: String {
    switch self {
    case .notComparable(let reason):
      "The two models cannot be compared: \(reason); give the float weights that the model was "
        + "quantised from."
    case .cropsTooSmall(let side, let least):
      "The page network was trained on crops of \(side) pixels a side, in which no cell sees as much as "
        + "on a page; quantise it, or train it with --crop \(least) or more."
    }
  }

  /// The exit code that a command ends with because of this failure.
  public var exitCode: Int32 { 65 }
}
