/// The one sentence about short memory; its exit code is `ExitStatus.outOfMemory`.
public enum MemoryShortage {
  /// The sentence; `purpose` completes "not enough memory for".
  public static func sentence(for purpose: String) -> String {
    "There is not enough memory for \(purpose); end other programs, or take a smaller picture, "
      + "model or batch."
  }
}
