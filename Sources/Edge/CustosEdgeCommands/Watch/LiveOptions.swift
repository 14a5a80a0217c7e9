import CustosCamera
import CustosDetection
import CustosImage
import CustosNotation
import CustosPlatform
import CustosReading

/// The options by which `watch` and `serve` read pictures.
struct LiveOptions {
  static let names =
    CommonOptions.names + [
      "camera", "size", "rate", "box", "boxes", "staff-space", "steady", "threshold", "frames",
    ] + PictureOptions.names + PortOptions.names + SymbolOptions.names
  static let flags = CommonOptions.flags + PictureOptions.flags + SymbolOptions.flags
  /// The options that may be given more than once.
  static let repeatable = ["box"]

  /// The size that cameras are asked for.
  static let defaultWidth = 1280
  static let defaultHeight = 960

  let common: CommonOptions
  let camera: CameraSpecification
  let width: Int
  let height: Int
  let rate: Int
  let rotation: RotationMark
  let preparation: FramePreparation
  /// Words for the program that reads the camera port.
  let portControls: [String]
  /// Boxes that are given; nil where symbols are looked for or nothing is said.
  let given: SymbolSource?
  let finding: SymbolOptions
  let scale: ScaleSource
  let threshold: ThresholdOption
  /// Nil without a filter.
  let steady: SteadyLabels?
  /// Pictures to read before the end; nil: until told to stop.
  let frameLimit: Int?

  init(_ arguments: ParsedArguments) throws(CommandError) {
    common = try CommonOptions(arguments)
    let text = try arguments.required("camera", meaning: "SOURCE")
    guard let camera = CameraSpecification(text) else {
      // The address stays out of the sentence: it may hold a password.
      for scheme in ["rtsp", "rtsps", "rtmp", "https"]
      where text.utf8.starts(with: (scheme + "://").utf8) {
        throw .usage(
          "--camera does not read \(scheme)://; let ffmpeg read it: ffmpeg -i ADDRESS -f mjpeg -q:v 2 - "
            + "| custos-edge watch --camera stdin:mjpeg ...")
      }
      throw .usage("--camera must be \(CameraSpecification.forms), not '\(text)'.")
    }
    self.camera = camera
    (width, height) = try Self.size(arguments)
    rate = try arguments.integer("rate", in: 1...240, default: 10)
    rotation = PictureOptions.rotation(arguments)
    preparation = try PictureOptions.preparation(arguments)
    portControls = try PortOptions.words(arguments, camera)
    finding = try SymbolOptions(arguments)
    given = try Self.given(arguments, camera, finding)
    scale = try ScaleSource(arguments)
    threshold = try ThresholdOption(arguments)
    steady = try Self.steady(arguments)
    frameLimit =
      arguments.value(of: "frames") == nil
      ? nil : try arguments.integer("frames", in: 1...Int(Int32.max), default: 1)
  }

  private static func size(_ arguments: ParsedArguments) throws(CommandError) -> (Int, Int) {
    guard let text = arguments.value(of: "size") else { return (defaultWidth, defaultHeight) }
    guard let size = RawPictureSize(text), size.stride == size.width else {
      throw .usage("--size must be WIDTHxHEIGHT, even numbers of pixels, not '\(text)'.")
    }
    return (size.width, size.height)
  }

  /// Which symbols are read with this model: a window at the centre where nothing else is said.
  func symbols(for classifier: Classifier) throws(CommandError) -> SymbolSource {
    try finding.source(for: classifier, hasBoxes: given != nil, common) ?? given ?? .centre
  }

  private static func given(
    _ arguments: ParsedArguments, _ camera: CameraSpecification, _ finding: SymbolOptions
  ) throws(CommandError) -> SymbolSource? {
    let boxes = arguments.values(of: "box")
    let file = arguments.value(of: "boxes")
    let given = [!boxes.isEmpty, file != nil, finding.isFinding]
    guard given.filter({ $0 }).count <= 1 else {
      throw .usage("give one of --box, --boxes, --find-symbols and --finder.")
    }
    if file == "-" {
      switch camera {
      case .standardInputJPEG, .standardInputYUV:
        throw .usage("--camera and --boxes cannot both be read from standard input.")
      default: return .streamed
      }
    }
    if let file { return .fixed(try BoxFile.read(file)) }
    if boxes.isEmpty { return nil }
    var detections: [Detection] = []
    for box in boxes { detections.append(try BoxFile.detection(option: box)) }
    return .fixed(detections)
  }

  private static func steady(_ arguments: ParsedArguments) throws(CommandError) -> SteadyLabels? {
    let text = arguments.value(of: "steady") ?? "3/5"
    if text == "off" { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2, let needed = Int(String(decoding: Array(parts[0]), as: UTF8.self)),
      let window = Int(String(decoding: Array(parts[1]), as: UTF8.self)),
      (1...100).contains(window), (1...window).contains(needed)
    else {
      throw .usage("--steady must be N/M, such as 3/5 with 1 <= N <= M <= 100, or off.")
    }
    return SteadyLabels(needed: needed, window: window)
  }
}
