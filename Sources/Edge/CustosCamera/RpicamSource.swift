import CCustosCamera
import CustosPlatform

/// A camera on the board's camera port: `rpicam-vid` as a child process that writes raw pictures.
///
/// The pictures are full-range BT.601, 4:2:0. Their width is a multiple of 64, so that rows need no
/// padding on any board.
final class RpicamSource: FrameSource {
  /// The programs by which libcamera is read, the newest name first.
  static let programs = ["rpicam-vid", "libcamera-vid"]

  private var child: custos_child
  private let program: String
  private let reader: PipeReader
  private var cutter: StreamCutter
  private var silence = SilenceWatch()

  /// Starts the program; `size` has a width of a multiple of 64.
  ///
  /// - Throws: `CameraError.noProgram`, `.device`.
  init(number: Int, size: RawPictureSize, rate: Int) throws(CameraError) {
    let started = try Self.start([
      "-t", "0", "-n", "--codec", "yuv420", "--flush", "--camera", "\(number)", "--width",
      "\(size.width)", "--height", "\(size.height)", "--framerate", "\(rate)", "-o", "-",
    ])
    (child, program) = started
    reader = PipeReader(descriptor: child.output, messages: child.errors)
    cutter = StreamCutter(.yuv(size))
    super.init(name: "rpicam:\(number)")
  }

  deinit { custos_child_end(&child, 2000) }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    let deadline = MonotonicClock.nanoseconds + UInt64(milliseconds) * 1_000_000
    repeat {
      switch try reader.read(milliseconds: milliseconds, name: program) {
      case .bytes(let bytes):
        guard let frame = cutter.take(bytes) else { continue }
        silence.reset()
        return .frame(frame)
      case .nothing:
        try silence.check(name)
        return .nothing
      case .end: throw ended()
      }
    } while MonotonicClock.nanoseconds < deadline
    return .nothing
  }

  private func ended() -> CameraError {
    let message = reader.lastMessage
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
        throw .device(path: program, step: "start", detail: ErrorNumber.text(errorNumber))
      }
    }
    throw .noProgram(names: programs.joined(separator: " or "))
  }
}
