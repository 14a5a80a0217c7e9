public import CustosPlatform

/// Why a camera gives no pictures.
public enum CameraError: Error, Equatable, Sendable {
  /// `auto` has found no camera; the text says where it has looked.
  case noneFound(detail: String)
  /// A program that reads the camera is not installed.
  case noProgram(names: String)
  /// The program has ended; the text is its last message.
  case programEnded(name: String, detail: String)
  /// A program's pictures are not made of whole rows of the size; `count` are their bytes, if known.
  case otherRows(name: String, width: Int, height: Int, count: Int?, detail: String)
  /// A device failed at a step.
  case device(path: String, step: String, detail: String, remedy: String)
  /// Another program has the camera.
  case busy(name: String)
  /// No picture has come within the time limit.
  case silent(name: String, seconds: Int, remedy: String)
  /// A stream holds something else than pictures, or one beyond the limit.
  case badStream(name: String, detail: String)
  /// A crop goes beyond the pictures, which are of this size once they are turned.
  case cropOutside(CropRectangle, width: Int, height: Int)
  /// A folder that was watched is gone.
  case folderGone(path: String)
  /// A file or folder.
  case file(PlatformError)
  /// A path of a picture leads to a pipe, a socket or a device.
  case notAFile(path: String)
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
      "\(name) has ended: \(detail); \(Self.remedy(for: detail))."
    case .otherRows(let name, let width, let height, let count, let detail):
      "\(name) gives pictures of \(count.map { "\($0)" } ?? "an unknown number of") bytes, which are not "
        + "\(height) rows of \(width) pixels\(detail.isEmpty ? "" : " (it says: \(detail))"); choose a --size "
        + "that the camera has, as rpicam-hello --list-cameras names them, or a lower --rate."
    case .device(let path, let step, let detail, let remedy):
      "The camera \(path) failed at the step \(step): \(detail); \(remedy)."
    case .busy(let name):
      "The camera \(name) is in use by another program; end that and try again."
    case .silent(let name, let seconds, let remedy):
      "The camera \(name) has given no picture for \(seconds) s; \(remedy)."
    case .badStream(let name, let detail):
      "\(name) does not hold what --camera says: \(detail); correct the option or the stream."
    case .cropOutside(let crop, let width, let height):
      "--crop \(crop.x),\(crop.y),\(crop.width),\(crop.height) goes beyond the camera's pictures, which "
        + "have \(width) x \(height) pixels after --rotate; give X,Y,WIDTH,HEIGHT within them."
    case .folderGone(let path):
      "The folder \(path) is gone; create it again."
    case .file(let error): error.message
    case .notAFile(let path):
      "\(path) is no regular file, or may not be looked at; for a pipe give --camera stdin:mjpeg and "
        + "let it be standard input."
    case .nothingToPlay(let path):
      "\(path) holds no JPEG or PNG picture to play; name another file or folder."
    }
  }

  /// The exit code that belongs to the failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .noneFound, .noProgram, .programEnded, .otherRows, .device, .silent:
      ExitStatus.unavailable
    case .busy: ExitStatus.tryAgain
    case .badStream, .notAFile, .nothingToPlay: ExitStatus.badData
    case .cropOutside: ExitStatus.usage
    case .folderGone: ExitStatus.noInput
    case .file(let error): error.exitCode
    }
  }

  /// What to do about a fault that a camera program has told.
  public static func remedy(for detail: String) -> String {
    ProgramMessages.isAboutPermission(detail)
      ? "sudo usermod -aG video $USER and log in again; if it stays, a udev rule must give "
        + "/dev/dma_heap to group video (SUBSYSTEM==\"dma_heap\", GROUP=\"video\", MODE=\"0660\")"
      : "check the camera with rpicam-hello --list-cameras"
  }
}
