import CCustosPlatform

/// The errno values of Linux that decide something; the C library's header is not imported.
public enum ErrorNumber {
  /// ENOENT.
  public static let noSuchEntry: Int32 = 2
  /// EWOULDBLOCK, EAGAIN.
  public static let wouldBlock: Int32 = 11
  /// ENOMEM.
  public static let noMemory: Int32 = 12
  /// EACCES.
  public static let noPermission: Int32 = 13
  /// EBUSY.
  public static let busy: Int32 = 16
  /// ENOTDIR.
  public static let notAFolder: Int32 = 20
  /// EINVAL.
  public static let invalid: Int32 = 22
  /// ENOSPC.
  public static let noSpace: Int32 = 28
  /// EOPNOTSUPP, ENOTSUP.
  public static let notSupported: Int32 = 95
  /// EADDRINUSE.
  public static let addressInUse: Int32 = 98
  /// ETIMEDOUT.
  public static let timedOut: Int32 = 110

  /// The system's English text for an errno value.
  public static func text(_ errorNumber: Int32) -> String {
    String(cString: custos_error_text(errorNumber))
  }
}
