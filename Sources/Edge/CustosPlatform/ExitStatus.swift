/// The exit codes of `custos` and `custos-edge`; from 64 on those of sysexits.h.
public enum ExitStatus {
  /// Everything was done.
  public static let success: Int32 = 0
  /// A check failed, such as a self-test.
  public static let checkFailed: Int32 = 1
  /// Some inputs failed, the others were done.
  public static let someFailed: Int32 = 2
  /// Wrong use of the command line.
  public static let usage: Int32 = 64
  /// An input or a model is damaged or of the wrong kind.
  public static let badData: Int32 = 65
  /// An input does not exist.
  public static let noInput: Int32 = 66
  /// A camera, service or resource of the machine cannot be had.
  public static let unavailable: Int32 = 69
  /// The system has no memory left, for whatever it was needed.
  public static let outOfMemory = unavailable
  /// An output cannot be created.
  public static let cannotCreate: Int32 = 73
  /// Reading or writing failed.
  public static let inputOutputFailed: Int32 = 74
  /// Another process has what is needed: try again.
  public static let tryAgain: Int32 = 75
  /// Interrupted after saving.
  public static let interrupted: Int32 = 130
}
