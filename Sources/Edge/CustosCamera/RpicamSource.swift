import CCustosCamera
import CustosPlatform

/// A camera on the board's camera port: `rpicam-vid` as a child process that writes raw pictures.
///
/// The pictures are full-range BT.601, 4:2:0. How long their rows are is found out from the stream;
/// see `StrideFinder`.
final class RpicamSource: FrameSource {
  /// The programs by which libcamera is read, the newest name first.
  static let programs = ["rpicam-vid", "libcamera-vid"]

  /// Shorter than the time from one picture to the next, longer than a picture's pieces are apart.
  private let pauseMilliseconds: Int
  /// How long it may take to find out where pictures begin.
  private static let measuringNanoseconds: UInt64 = 5_000_000_000

  private var child: custos_child
  private let program: String
  private let reader: PipeReader
  private let width: Int
  private let height: Int
  private var finder = StrideFinder()
  /// Nil while the rows' length is not known.
  private var cutter: StreamCutter?
  private var firstByte: UInt64?
  private var lastByte: UInt64 = 0
  private var silence = SilenceWatch()

  /// Starts the program and asks for pictures of `width` x `height` pixels, `rate` a second.
  ///
  /// - Parameter controls: further words of the program's command line.
  /// - Throws: `CameraError.noProgram`, `.device`.
  init(
    number: Int, width: Int, height: Int, rate: Int, controls: [String]
  ) throws(CameraError) {
    let started = try Self.start(
      [
        "-t", "0", "-n", "--codec", "yuv420", "--flush", "--camera", "\(number)", "--width",
        "\(width)", "--height", "\(height)", "--framerate", "\(rate)",
      ] + controls + ["-o", "-"])
    (child, program) = started
    reader = PipeReader(descriptor: child.output, messages: child.errors)
    (self.width, self.height) = (width, height)
    pauseMilliseconds = max(1, min(4, 250 / rate))
    super.init(name: "rpicam:\(number)")
  }

  deinit { custos_child_end(&child, 2000) }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    let deadline = MonotonicClock.nanoseconds + UInt64(milliseconds) * 1_000_000
    repeat {
      let isMeasuring = cutter == nil
      let piece = try reader.read(
        milliseconds: isMeasuring ? pauseMilliseconds : milliseconds, name: program)
      switch piece {
      case .bytes(let bytes):
        if isMeasuring {
          let (width, height) = delivered
          finder.take(bytes, width: width, height: height)
          lastByte = MonotonicClock.nanoseconds
          firstByte = firstByte ?? lastByte
        } else if let frame = cutter?.take(bytes) {
          silence.reset()
          return .frame(frame)
        }
      case .nothing:
        guard isMeasuring else {
          try checkSilence()
          return .nothing
        }
        if let frame = measure() { return .frame(frame) }
      case .end: throw ended()
      }
    } while MonotonicClock.nanoseconds < deadline
    if cutter == nil { try checkMeasuring() }
    return .nothing
  }

  /// The size of the pictures as libcamera tells it, else as it was asked for.
  private var delivered: (width: Int, height: Int) { reader.said.delivered ?? (width, height) }

  private func checkMeasuring() throws(CameraError) {
    let now = MonotonicClock.nanoseconds
    // A camera that has fallen silent is no stream of other pictures.
    guard let firstByte, now - lastByte < 2_000_000_000 else { return try checkSilence() }
    guard now - firstByte > Self.measuringNanoseconds else { return }
    let (width, height) = delivered
    throw .otherRows(
      name: program, width: width, height: height, count: finder.period,
      detail: reader.said.summary)
  }

  /// At a pause of the stream: the first picture, once it is known how long its rows are.
  private func measure() -> RawFrame? {
    let (width, height) = delivered
    guard let (size, picture) = finder.pause(width: width, height: height) else { return nil }
    if (width, height) != (self.width, self.height) {
      note(
        "\(program) gives pictures of \(width) x \(height) pixels (width x height), "
          + "not of the \(self.width) x \(self.height) that were asked for.")
    }
    finder = StrideFinder()
    cutter = StreamCutter(.yuv(size))
    silence.reset()
    return cutter?.take(picture[...])
  }

  private func checkSilence() throws(CameraError) {
    try silence.check(name, remedy: silenceRemedy)
  }

  private var silenceRemedy: String {
    let said = reader.said.summary
    return (said.isEmpty ? "" : "\(program) says: \(said); ") + "check its ribbon cable"
  }

  private func ended() -> CameraError {
    let message = reader.lastWords().summary
    // What libcamera says of a camera that another program has.
    if TextSearch.finds("in use", in: message) || TextSearch.finds("busy", in: message) {
      return .busy(name: name)
    }
    return .programEnded(name: program, detail: message.isEmpty ? "without a message" : message)
  }

  /// Starts the first of the programs that is installed.
  static func start(
    _ arguments: [String], programs: [String] = programs
  ) throws(CameraError) -> (child: custos_child, program: String) {
    for program in programs {
      var child = custos_child()
      let errorNumber = ArgumentList([program] + arguments).withPointers {
        custos_child_start($0, &child)
      }
      switch errorNumber {
      case 0: return (child, program)
      case ErrorNumber.noSuchEntry: continue
      default:
        throw .device(
          path: program, step: "start", detail: ErrorNumber.text(errorNumber),
          remedy: "install the package rpicam-apps anew")
      }
    }
    throw .noProgram(names: programs.joined(separator: " or "))
  }
}
