import CustosCamera
import CustosPlatform

/// Reads a detector's lines from standard input on a thread of its own and keeps the newest ones.
final class BoxStream: @unchecked Sendable {
  private let monitor: Monitor
  private var waiting: [StreamedBoxes] = []
  private var isAtEnd = false
  private var lost = 0
  private var isStopped = false
  private var thread: WorkerThread?

  /// Lines that are kept until their picture comes.
  static let lineLimit = 64
  /// Bytes of a line at most.
  static let lineByteLimit = 4 << 20

  init() throws(PlatformError) {
    monitor = try Monitor()
    // Unowned: `deinit` waits for the thread.
    thread = try WorkerThread { [unowned(unsafe) self] in self.read() }
  }

  /// The boxes for a picture, if its line has come.
  func take(number: Int, name: String?) -> StreamedBoxes? {
    monitor.locked {
      let index = waiting.firstIndex { line in
        switch line.key {
        case .number(let key): key == number
        case .name(let key): key == name
        }
      }
      return index.map { waiting.remove(at: $0) }
    }
  }

  /// Whether no further lines will come; those that have come may still wait for their pictures.
  var hasEnded: Bool { monitor.locked { isAtEnd } }

  /// Lines whose pictures did not come in time.
  var lostCount: Int { monitor.locked { lost } }

  deinit {
    monitor.locked { isStopped = true }
    thread?.join()
  }

  private func read() {
    let reader = PipeReader(descriptor: 0)
    var lines = Lines()
    do throws(CameraError) {
      reading: while !monitor.locked({ isStopped }) {
        switch try reader.read(milliseconds: 200, name: "standard input") {
        case .bytes(let bytes): for byte in bytes { lines.take(byte, self) }
        case .nothing: continue
        case .end: break reading
        }
      }
    } catch { Console.complain("custos-edge: \(error.message)") }
    lines.finish(self)
    monitor.locked { isAtEnd = true }
  }

  /// Puts bytes together to lines.
  private struct Lines {
    var line: [UInt8] = []
    var isTooLong = false
    var number = 1

    mutating func take(_ byte: UInt8, _ stream: BoxStream) {
      if byte == 10 {
        finish(stream)
      } else if line.count < BoxStream.lineByteLimit {
        line.append(byte)
      } else {
        isTooLong = true
      }
    }

    mutating func finish(_ stream: BoxStream) {
      if isTooLong {
        Console.complain(
          "custos-edge: standard input, line \(number) has more than "
            + "\(BoxStream.lineByteLimit) bytes; it is left out.")
      } else {
        stream.take(line, number)
      }
      line = []
      isTooLong = false
      number += 1
    }
  }

  private func take(_ line: [UInt8], _ number: Int) {
    guard line.contains(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { return }
    do throws(CommandError) {
      let boxes = try StreamedBoxes(line: line, number: number)
      monitor.locked {
        waiting.append(boxes)
        if waiting.count > Self.lineLimit {
          waiting.removeFirst()
          lost += 1
        }
      }
    } catch { Console.complain("custos-edge: \(error.message)") }
  }
}
