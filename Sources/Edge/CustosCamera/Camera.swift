import CustosImage
public import CustosPlatform

/// A running camera: one thread captures, one decodes, and the caller takes the newest picture.
///
/// A camera that has given pictures and then fails is opened again, after a pause that doubles from
/// half a second to half a minute; one that fails before its first picture ends with its error.
public final class Camera: @unchecked Sendable {
  /// What a camera has to give.
  public enum Event {
    /// The newest picture.
    case frame(Frame)
    /// Nothing within the time.
    case nothing
    /// There will be no more pictures.
    case end
  }

  private let raw: HandoverSlot<Numbered>
  private let decoded: HandoverSlot<Frame>
  private let state: Monitor
  private let notice: (String) -> Void
  private var counts = CameraCounts()
  private var failure: CameraError?
  private var isStopped = false
  private var threads: [WorkerThread] = []

  private struct Numbered {
    var number: Int
    var frame: RawFrame
  }

  /// Starts a camera. `notice` is called from other threads, with whole sentences.
  ///
  /// - Throws: `PlatformError.threadsUnavailable`.
  public init(
    _ settings: CameraSettings, notice: @escaping (String) -> Void
  ) throws(PlatformError) {
    let keepsAll = settings.specification.keepsAll
    raw = try HandoverSlot(keepsAll: keepsAll)
    decoded = try HandoverSlot(keepsAll: keepsAll)
    state = try Monitor()
    self.notice = notice
    // Unowned: `deinit` waits for the threads.
    threads.append(try WorkerThread { [unowned(unsafe) self] in self.capture(settings) })
    threads.append(try WorkerThread { [unowned(unsafe) self] in self.decode(settings) })
  }

  deinit { stop() }

  /// Takes the newest picture, waiting for at most `milliseconds`.
  ///
  /// - Throws: `CameraError` when the camera has failed for good.
  public func next(milliseconds: Int) throws(CameraError) -> Event {
    switch decoded.take(milliseconds: milliseconds) {
    case .value(let frame): return .frame(frame)
    case .nothing: return .nothing
    case .end:
      if let failure = state.locked({ failure }) { throw failure }
      return .end
    }
  }

  /// The counts up to now.
  public var currentCounts: CameraCounts {
    var result = state.locked { counts }
    result.dropped += raw.droppedCount + decoded.droppedCount
    return result
  }

  /// Ends the threads and closes the camera; further calls do nothing.
  public func stop() {
    state.locked {
      isStopped = true
      state.wake()
    }
    raw.close()
    decoded.close()
    for thread in threads { thread.join() }
    threads = []
  }

  // MARK: The capturing thread

  private func capture(_ settings: CameraSettings) {
    var pause = Pause()
    var number = 0
    while !stopRequested {
      do throws(CameraError) {
        let source = try settings.open()
        try read(source, &number, &pause)
        break
      } catch {
        guard number > 0, settings.isRestarted else {
          state.locked { failure = error }
          break
        }
        let milliseconds = pause.next()
        notice("\(error.message) Trying again in \(Double(milliseconds) / 1000) s.")
        state.locked {
          counts.restarts += 1
          if !isStopped { state.wait(milliseconds: milliseconds) }
        }
      }
    }
    raw.close()
  }

  private func read(
    _ source: FrameSource, _ number: inout Int, _ pause: inout Pause
  ) throws(CameraError) {
    while !stopRequested {
      let event = try source.next(milliseconds: 100)
      for sentence in source.takeNotices() { notice(sentence) }
      let damaged = source.takeDamaged()
      number += damaged
      state.locked {
        counts.captured += damaged
        counts.damaged += damaged
      }
      switch event {
      case .frame(let frame):
        number += frame.passedOver
        state.locked {
          counts.captured += 1 + frame.passedOver
          counts.dropped += frame.passedOver
        }
        raw.put(Numbered(number: number, frame: frame))
        number += 1
        pause.reset()
      case .nothing: continue
      case .end: return
      }
    }
  }

  private var stopRequested: Bool { state.locked { isStopped } }

  // MARK: The decoding thread

  private func decode(_ settings: CameraSettings) {
    var lastSentence: UInt64?
    while true {
      switch raw.take(milliseconds: 1000) {
      case .nothing: continue
      case .end:
        decoded.close()
        return
      case .value(let numbered):
        let start = MonotonicClock.nanoseconds
        let sentence: String
        do throws(ImageError) {
          let picture = try numbered.frame.decoded(rotation: settings.rotation)
          do throws(CameraError) {
            decoded.put(
              Frame(
                number: numbered.number, name: numbered.frame.name,
                arrivalNanoseconds: numbered.frame.arrivalNanoseconds,
                decodeMicroseconds: Int((MonotonicClock.nanoseconds - start) / 1000),
                picture: try settings.preparation.applied(to: picture)))
            continue
          } catch {
            // The pictures of a folder have sizes of their own.
            guard case .folder = settings.specification else {
              fail(error)
              return
            }
            sentence = error.message
          }
        } catch {
          if error == .stopped { continue }
          sentence = Self.sentence(error, numbered)
        }
        state.locked { counts.damaged += 1 }
        // A camera with a bad cable would fill the log.
        if let lastSentence, start - lastSentence < 10_000_000_000 { continue }
        lastSentence = start
        notice(sentence)
      }
    }
  }

  /// What is said of a picture that cannot be decoded: nobody can get another copy of a camera's.
  private static func sentence(_ error: ImageError, _ numbered: Numbered) -> String {
    if let name = numbered.frame.name { return error.message(for: name) }
    let item = "Picture \(numbered.number)"
    guard case .damaged(let format, let detail) = error else { return error.message(for: item) }
    return "\(item) is damaged and left out: \(format.name), \(detail)."
  }

  /// Ends the camera for good.
  private func fail(_ error: CameraError) {
    state.locked {
      failure = error
      isStopped = true
      state.wake()
    }
    decoded.close()
  }
}

/// Counts of a camera's pictures.
public struct CameraCounts: Equatable, Sendable {
  /// Pictures that the camera has given.
  public internal(set) var captured = 0
  /// Pictures that were dropped for newer ones.
  public internal(set) var dropped = 0
  /// Pictures that the driver has marked as damaged or that could not be decoded.
  public internal(set) var damaged = 0
  /// How often the camera was opened again.
  public internal(set) var restarts = 0
}

/// The pause before a camera is opened again: doubled from half a second to half a minute.
struct Pause {
  private var milliseconds = 500

  mutating func next() -> Int {
    defer { milliseconds = min(30_000, milliseconds * 2) }
    return milliseconds
  }

  mutating func reset() { milliseconds = 500 }
}
