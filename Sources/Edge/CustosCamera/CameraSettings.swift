public import CustosImage
import CustosPlatform

/// Which camera, and which pictures are wanted of it.
public struct CameraSettings {
  /// Where pictures come from.
  public var specification: CameraSpecification
  /// Columns that a camera is asked for.
  public var width: Int
  /// Rows that a camera is asked for.
  public var height: Int
  /// Pictures a second that a camera on the camera port, or a single picture on the network, is asked for.
  public var rate: Int
  /// What becomes of a picture's mark of rotation.
  public var rotation = RotationMark.followed
  /// Further words for the program that reads the camera port, such as `--gain 2`.
  public var portControls: [String] = []
  /// What is done to every picture before it is read.
  public var preparation = FramePreparation()
  /// What `fake` plays where it has no path.
  public var ownPictures: [PixelBuffer]

  /// Describes a camera.
  public init(
    _ specification: CameraSpecification, width: Int, height: Int, rate: Int,
    ownPictures: [PixelBuffer] = []
  ) {
    self.specification = specification
    self.width = width
    self.height = height
    self.rate = rate
    self.ownPictures = ownPictures
  }

  /// Whether a camera that has given pictures is opened again after a failure.
  var isRestarted: Bool {
    switch specification {
    case .automatic, .rpicam, .v4l2, .network, .folder: true
    case .standardInputJPEG, .standardInputYUV, .file, .fake: false
    }
  }

  /// Opens the camera.
  func open() throws(CameraError) -> FrameSource {
    switch specification {
    case .automatic: try openAny()
    case .rpicam(let number): try openPort(number)
    case .v4l2(let path): try V4L2Source(path: path, width: width, height: height)
    case .network(let address): NetworkSource(address, rate: rate)
    case .standardInputJPEG: StreamSource(.jpeg)
    case .standardInputYUV(let size): StreamSource(.yuv(size))
    case .file(let path): try PlayedSource(file: path)
    case .folder(let path): try FolderSource(path)
    case .fake(let path?, let rate): try PlayedSource(path: path, rate: rate)
    case .fake(nil, let rate): try PlayedSource(ownPictures, rate: rate)
    }
  }

  private func openPort(_ number: Int) throws(CameraError) -> FrameSource {
    try RpicamSource(
      number: number, width: max(2, width / 2 * 2), height: max(2, height / 2 * 2), rate: rate,
      controls: portControls)
  }

  private func openAny() throws(CameraError) -> FrameSource {
    let port: String
    switch CameraFinder.portCameras() {
    case .found(let names) where !names.isEmpty: return try openPort(0)
    // The program itself tells what keeps it.
    case .failing(let names, _) where !names.isEmpty: return try openPort(0)
    case .found: port = "the camera port has none"
    case .noProgram: port = "rpicam-hello is not installed, so the camera port was not asked"
    case .unknown(let message), .failing(_, let message):
      port = "the camera port is unknown: \(message)"
    }
    guard let device = CameraFinder.devices().first else {
      throw .noneFound(detail: port + "; no video device captures pictures")
    }
    return try V4L2Source(path: device.path, width: width, height: height)
  }
}
