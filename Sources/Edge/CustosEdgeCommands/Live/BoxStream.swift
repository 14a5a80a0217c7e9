import CustosPlatform

/// Reads a detector's lines from standard input on a thread of its own, the newest ones.
final class BoxStream: @unchecked Sendable {
  private let monitor: Monitor
  private var waiting: [StreamedBoxes] = []
  private var isAtEnd = false
  private var lost = 0
  private var thread: WorkerThread?

  /// Lines that are kept until their picture comes.
  static let lineLimit = 64
  /// Bytes of a line at most.
  static let lineByteLimit = 4 << 20

  init() throws(PlatformError) {
    monitor = try Monitor()
    thread = try WorkerThread { [unowned self] in self.read() }
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

  /// Whether no further lines will come.
  var hasEnded: Bool { monitor.locked { isAtEnd && waiting.isEmpty } }

  /// Lines whose pictures did not come in time.
  var lostCount: Int { monitor.locked { lost } }

  private func read() {
    var line: [UInt8] = []
    var isTooLong = false
    var number = 0
    let reader = StandardInput()
    while let bytes = reader.next() {
      for byte in bytes {
        guard byte == 10 else {
          if line.count < Self.lineByteLimit { line.append(byte) } else { isTooLong = true }
          continue
        }
        number += 1
        if isTooLong {
          Console.complain(
            "custos-edge: standard input, line \(number) has more than \(Self.lineByteLimit) bytes; "
              + "it is left out.")
        } else {
          take(line, number)
        }
        line = []
        isTooLong = false
      }
    }
    if !line.isEmpty, !isTooLong { take(line, number + 1) }
    monitor.locked { isAtEnd = true }
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
