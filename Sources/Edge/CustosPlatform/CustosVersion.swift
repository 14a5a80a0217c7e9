/// The version of this source tree: of both command lines and of the files they write.
public enum CustosVersion {
  /// Semantic version, as in CHANGELOG.md.
  public static let current = "0.1.0"
}
