import CustosCamera
import CustosEngine
import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading
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
  static func usage(_ message: String) -> CommandError {
    CommandError(message, exitCode: ExitStatus.usage)
  }

  /// An input that is missing (66) or holds nothing useful (65).
  static func badInput(_ message: String, exitCode: Int32) -> CommandError {
    CommandError(message, exitCode: exitCode, isAboutInput: true)
  }

  init(_ error: PlatformError) {
    self.init(error.message, exitCode: error.exitCode)
    switch error {
    case .cannotRead, .unusable: isAboutInput = true
    default: break
    }
  }

  init(_ error: ImageError, item: String) {
    self.init(error.message(for: item), exitCode: error.exitCode)
    isAboutInput =
      switch error {
      case .file(.cannotRead), .unknownFormat, .foreign, .damaged, .unsupported, .tooLarge,
        .outOfMemory,
        .boxOutsidePage:
        true
      case .file, .unknownExtension, .cannotEncode, .stopped: false
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
      self.init(error.message, exitCode: error.exitCode)
    }
  }

  init(_ error: ReadingError) {
    switch error {
    case .model(let error): self.init(error)
    case .engine(let error): self.init(error)
    case .platform(let error): self.init(error)
    case .staffSpaceMissing(let model):
      self.init(ReadingError.staffSpaceSentence(model: model), exitCode: 65)
    case .mismatch(let error): self.init(error.message, exitCode: ExitStatus.badData)
    }
  }

  init(_ error: EngineError) {
    if case .platform(let platform) = error {
      self.init(platform)
    } else {
      self.init(error.message, exitCode: error.exitCode)
    }
  }
}
