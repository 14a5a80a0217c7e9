/// Takes the chunks of an HTTP body apart (RFC 9112, section 7.1) as they come.
struct ChunkedBody {
  /// Whether the last chunk has come.
  private(set) var isComplete = false
  /// The line with a chunk's size, as far as it has come.
  private var line: [UInt8] = []
  /// Bytes of the chunk that are still to come.
  private var left = 0

  /// Takes the next bytes and gives those of the body.
  ///
  /// - Throws: `HTTPReply.Failure.badChunk`.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(HTTPReply.Failure) -> ArraySlice<UInt8> {
    var body: [UInt8] = []
    var rest = bytes
    while !rest.isEmpty, !isComplete {
      if left > 0 {
        let part = rest.prefix(left)
        body += part
        left -= part.count
        rest = rest.dropFirst(part.count)
        continue
      }
      let byte = rest.removeFirst()
      if byte == 10 {
        try endLine()
      } else {
        guard line.count < 256 else { throw .badChunk }
        line.append(byte)
      }
    }
    return body[...]
  }

  private mutating func endLine() throws(HTTPReply.Failure) {
    let digits = line.prefix { $0 != 13 && $0 != 32 && $0 != UInt8(ascii: ";") }
    // A line end follows each chunk.
    let isBlank = line.allSatisfy { $0 == 13 }
    line = []
    if isBlank { return }
    guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else {
      throw .badChunk
    }
    left = size
    isComplete = size == 0
  }
}
