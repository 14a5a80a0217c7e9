import CCustosCamera
import CustosPlatform

/// Reads a pipe piece by piece, and a second one that carries messages.
public final class PipeReader {
  /// The result of a read.
  public enum Piece {
    /// The bytes that have come.
    case bytes(ArraySlice<UInt8>)
    /// Nothing within the time.
    case nothing
    /// The other side has closed the pipe.
    case end
  }

  private let descriptor: Int32
  private let messages: Int32
  // The capacity of a pipe of the largest usual size.
  private var buffer = [UInt8](repeating: 0, count: 1 << 20)
  private var messageBuffer = [UInt8](repeating: 0, count: 4096)
  /// What was said on the second pipe.
  private(set) var said = ProgramMessages()

  /// Reads from a descriptor; `messages` is one whose text is kept, -1 for none.
  public init(descriptor: Int32, messages: Int32 = -1) {
    self.descriptor = descriptor
    self.messages = messages
  }

  /// Reads the available bytes, waiting for some for a limited time.
  public func read(milliseconds: Int, name: String) throws(CameraError) -> Piece {
    var count = 0
    var messageCount = 0
    let errorNumber = custos_stream_read(
      descriptor, &buffer, buffer.count, &count, messages, &messageBuffer, messageBuffer.count,
      &messageCount, Int32(clamping: milliseconds))
    if messageCount > 0 { said.take(messageBuffer[..<messageCount]) }
    switch errorNumber {
    case 0: return count > 0 ? .bytes(buffer[..<count]) : .end
    case ErrorNumber.timedOut: return .nothing
    default: throw .file(.cannotRead(path: name, errorNumber: errorNumber))
    }
  }

  /// All that was said on the second pipe by a program that has ended.
  func lastWords() -> ProgramMessages {
    var count = 0
    var none = 0
    let deadline = MonotonicClock.nanoseconds + 300_000_000
    while messages >= 0, MonotonicClock.nanoseconds < deadline {
      let errorNumber = custos_stream_read(
        messages, &messageBuffer, messageBuffer.count, &count, -1, nil, 0, &none, 50)
      if errorNumber == ErrorNumber.timedOut { continue }
      guard errorNumber == 0, count > 0 else { break }
      said.take(messageBuffer[..<count])
    }
    said.finish()
    return said
  }
}
