import COpenBLAS

/// Versions of the numerical libraries in use.
public enum NumericsVersion {
  /// OpenBLAS's version and the CPU it has chosen kernels for.
  public static var openBLAS: String {
    guard let text = openblas_get_config() else { return "unknown" }
    return String(cString: text)
  }
}
