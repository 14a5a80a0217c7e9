public import CustosPlatform

/// Why a camera gives no pictures.
public enum CameraError: Error, Equatable, Sendable {
  /// `auto` has found no camera; the text says where it has looked.
  case noneFound(detail: String)
  /// A program that reads the camera is not installed.
  case noProgram(names: String)
  /// The program has ended; the text is its last message.
  case programEnded(name: String, detail: String)
  /// A device failed at a step.
  case device(path: String, step: String, detail: String)
  /// Another program has the camera.
  case busy(name: String)
  /// No picture has come within the time limit.
  case silent(name: String, seconds: Int)
  /// A stream holds something else than pictures, or one beyond the limit.
  case badStream(name: String, detail: String)
  /// A folder that was watched is gone.
  case folderGone(path: String)
  /// A file or folder.
  case file(PlatformError)
  /// There is no picture to play.
  case nothingToPlay(path: String)

  /// The failure as a whole sentence.
  public var message: String {
    switch self {
    case .noneFound(let detail):
      "No camera was found (\(detail)); connect one, or name it with --camera."
    case .noProgram(let names):
      "\(names) is not installed, so the camera port cannot be read; "
        + "install the package rpicam-apps."
    case .programEnded(let name, let detail):
      "\(name) has ended: \(detail); check the camera with rpicam-hello --list-cameras."
    case .device(let path, let step, let detail):
      "The camera \(path) failed at the step \(step): \(detail); check the cable and the device."
    case .busy(let name):
      "The camera \(name) is in use by another program; end that and try again."
    case .silent(let name, let seconds):
      "The camera \(name) has given no picture for \(seconds) s; check its cable."
    case .badStream(let name, let detail):
      "\(name) does not hold what --camera says: \(detail); correct the option or the stream."
    case .folderGone(let path):
      "The folder \(path) is gone; create it again."
    case .file(let error): error.message
    case .nothingToPlay(let path):
      "\(path) holds no JPEG or PNG picture to play; name another file or folder."
    }
  }

  /// The exit code that belongs to the failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .noneFound, .noProgram, .programEnded, .device, .silent: ExitStatus.unavailable
    case .busy: ExitStatus.tryAgain
    case .badStream, .nothingToPlay: ExitStatus.badData
    case .folderGone: ExitStatus.noInput
    case .file(let error): error.exitCode
    }
  }
}
