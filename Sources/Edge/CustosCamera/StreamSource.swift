import CCustosCamera
import CustosPlatform

/// Pictures from a pipe: standard input.
final class StreamSource: FrameSource {
  private let reader: PipeReader
  private var cutter: StreamCutter
  private var hasPicture = false

  /// Reads standard input.
  init(_ format: StreamCutter.Format) {
    reader = PipeReader(descriptor: 0)
    cutter = StreamCutter(format)
    super.init(name: "standard input")
  }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    let deadline = MonotonicClock.nanoseconds + UInt64(milliseconds) * 1_000_000
    repeat {
      switch try reader.read(milliseconds: milliseconds, name: name) {
      case .bytes(let bytes):
        guard let frame = cutter.take(bytes) else { continue }
        hasPicture = true
        return .frame(frame)
      case .nothing: return .nothing
      case .end:
        if let frame = cutter.finish() {
          hasPicture = true
          return .frame(frame)
        }
        if let defect = cutter.defect {
          guard hasPicture else { throw .badStream(name: name, detail: defect) }
          note("At the end of \(name): \(defect).")
        } else if !hasPicture {
          throw .badStream(name: name, detail: "it ended before a whole picture")
        }
        return .end
      }
    } while MonotonicClock.nanoseconds < deadline
    return .nothing
  }
}
