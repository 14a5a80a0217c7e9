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
  private var message: [UInt8] = []

  /// Reads from a descriptor; `messages` is one whose text is kept, -1 for none.
  public init(descriptor: Int32, messages: Int32 = -1) {
    self.descriptor = descriptor
    self.messages = messages
  }

  /// The last lines of messages, without control characters.
  public var lastMessage: String {
    let lines = message.split(separator: 10)
    let text = String(decoding: lines.last ?? [], as: UTF8.self)
    return MessageText.clean(text, limit: 200)
  }

  /// Reads the available bytes, waiting for some for a limited time.
  public func read(milliseconds: Int, name: String) throws(CameraError) -> Piece {
    var count = 0
    var messageCount = 0
    let errorNumber = custos_stream_read(
      descriptor, &buffer, buffer.count, &count, messages, &messageBuffer, messageBuffer.count,
      &messageCount, Int32(clamping: milliseconds))
    if messageCount > 0 {
      message += messageBuffer[..<messageCount]
      // A chatty program must not fill the memory.
      if message.count > 8192 { message.removeFirst(message.count - 4096) }
    }
    switch errorNumber {
    case 0: return count > 0 ? .bytes(buffer[..<count]) : .end
    case ErrorNumber.timedOut: return .nothing
    default: throw .file(.cannotRead(path: name, errorNumber: errorNumber))
    }
  }
}
