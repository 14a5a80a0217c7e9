import CustosCamera
import CustosEngine
import CustosImage
import CustosModel
import CustosNotation
import CustosPlatform
import CustosServer

/// Why a command ends: a whole sentence for standard error and the exit code that belongs to it.
public struct CommandError: Error, Equatable, Sendable {
  /// The sentence.
  public var message: String
  /// The exit code (sysexits.h).
  public var exitCode: Int32
  /// Whether one of several inputs is at fault, so that `--skip-bad` may go on without it, rather
  /// than the system or the command line.
  var isAboutInput: Bool

  init(_ message: String, exitCode: Int32, isAboutInput: Bool = false) {
    self.message = message
    self.exitCode = exitCode
    self.isAboutInput = isAboutInput
  }

  /// Wrong use of the command line.
  static func usage(_ message: String) -> CommandError { CommandError(message, exitCode: 64) }

  /// An input that is missing (66) or holds nothing useful (65).
  static func badInput(_ message: String, exitCode: Int32) -> CommandError {
    CommandError(message, exitCode: exitCode, isAboutInput: true)
  }

  init(_ error: PlatformError) {
    self.init(error.message, exitCode: error.exitCode)
    if case .cannotRead = error { isAboutInput = true }
  }

  init(_ error: ImageError, item: String) {
    self.init(error.message(for: item), exitCode: error.exitCode)
    isAboutInput =
      switch error {
      case .file(.cannotRead), .unknownFormat, .damaged, .unsupported, .tooLarge, .outOfMemory,
        .boxOutsidePage:
        true
      case .file, .unknownExtension, .cannotEncode: false
      }
  }

  init(_ error: NotationError, file: String) {
    self.init(
      error.message(for: file), exitCode: NotationError.exitCode, isAboutInput: true)
  }

  init(_ error: CameraError) { self.init(error.message, exitCode: error.exitCode) }

  init(_ error: ServerError) { self.init(error.message, exitCode: error.exitCode) }

  init(_ error: ModelFileError) {
    if case .platform(let platform) = error {
      self.init(platform)
    } else {
      self.init(error.message, exitCode: 65)
    }
  }

  init(_ error: EngineError) {
    switch error {
    case .platform(let platform): self.init(platform)
    case .outOfMemory: self.init(error.message, exitCode: 69)
    case .instructionSetUnavailable: self.init(error.message, exitCode: 69)
    case .invalidModel, .wrongInputSize, .noLogits: self.init(error.message, exitCode: 65)
    }
  }
}

/// Exit codes that are not errors of one item.
public enum ExitCode {
  /// Everything was done.
  public static let success: Int32 = 0
  /// A check failed.
  public static let checkFailed: Int32 = 1
  /// Some inputs failed, the others were done.
  public static let someFailed: Int32 = 2
}
