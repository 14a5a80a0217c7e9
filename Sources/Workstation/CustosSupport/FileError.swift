public import CustosImage
public import CustosPlatform

/// A failure to read or write a file of the desktop's own, as a sentence with the exit code it leads to.
public enum FileError: ReportableError, Equatable, CustomStringConvertible {
  /// The system refused.
  case platform(PlatformError)
  /// A picture cannot be made or written.
  case image(ImageError, item: String)
  /// The file is damaged, foreign or of another kind than expected.
  case damaged(path: String, reason: String)

  /// The failure as a whole sentence.
  public var description: String {
    switch self {
    case .platform(let error): error.message
    case .image(let error, let item): error.message(for: item)
    case .damaged(let path, let reason): "\(path) cannot be used: \(reason)"
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .platform(let error): error.exitCode
    case .image(let error, _): error.exitCode
    case .damaged: 65
    }
  }
}
