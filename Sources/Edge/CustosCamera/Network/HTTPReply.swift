/// Takes an HTTP answer apart as its bytes come: the head, which is kept, and the body, which is handed on.
struct HTTPReply {
  /// Why the bytes are no answer that can be used.
  enum Failure: Error, Equatable {
    /// They are not HTTP.
    case notHTTP
    /// The head is longer than the limit.
    case longHead
    /// What should be a chunk's size is none.
    case badChunk
  }

  /// What the head says.
  struct Head: Equatable {
    /// Such as 200.
    var status: Int
    /// The content's type in lower case without its parameters, such as `image/jpeg`; empty: not said.
    var type = ""
    /// Where a redirection leads.
    var location: String?
    /// Bytes of the body, nil where it ends with the connection.
    var length: Int?
    /// Whether the body comes in chunks.
    var isChunked = false
  }

  /// Bytes of a head at most.
  static let headLimit = 16 << 10

  /// Nil until the head is complete.
  private(set) var head: Head?
  private var pending: [UInt8] = []
  private var taken = 0
  private var chunks = ChunkedBody()

  /// Whether all of a body has come whose end does not need the connection's.
  var isComplete: Bool { chunks.isComplete || head?.length.map { taken >= $0 } ?? false }

  /// Takes the next bytes and gives those that belong to the body.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(Failure) -> ArraySlice<UInt8> {
    var body = bytes
    if head == nil {
      // The blank line may begin in what came before.
      var index = max(0, pending.count - 3)
      pending += bytes
      while index < pending.count, !Self.endsHead(pending, at: index) { index += 1 }
      guard index < pending.count else {
        guard pending.count <= Self.headLimit else { throw .longHead }
        return []
      }
      guard index <= Self.headLimit else { throw .longHead }
      head = try Self.head(pending[..<index])
      body = pending[(index + 1)...]
      pending = []
    }
    if head?.isChunked == true { return try chunks.take(body) }
    let rest = body.prefix(max(0, (head?.length ?? .max) - taken))
    taken += rest.count
    return rest
  }

  /// Whether the byte is the line feed that ends a blank line.
  private static func endsHead(_ bytes: [UInt8], at index: Int) -> Bool {
    guard bytes[index] == 10, index > 0 else { return false }
    return bytes[index - 1] == 10
      || (index > 1 && bytes[index - 1] == 13 && bytes[index - 2] == 10)
  }

  private static func head(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Head {
    let lines = bytes.split(separator: 10)
    guard let first = lines.first, first.starts(with: "HTTP/1.".utf8) else { throw .notHTTP }
    let words = first.split(separator: 32)
    guard words.count >= 2, let status = Int(text(words[1].filter { $0 != 13 })) else {
      throw .notHTTP
    }
    var head = Head(status: status)
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = trimmed(line[(colon + 1)...])
      switch text(lowercased(line[..<colon])) {
      case "content-type":
        head.type = text(trimmed(lowercased(value).prefix { $0 != UInt8(ascii: ";") }))
      case "content-length":
        guard let length = Int(text(value)), length >= 0 else { throw .notHTTP }
        head.length = length
      case "location": head.location = text(value)
      case "transfer-encoding": head.isChunked = lowercased(value).elementsEqual("chunked".utf8)
      default: continue
      }
    }
    return head
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes.drop { $0 == 32 || $0 == 9 }
    while let last = rest.last, [32, 9, 13].contains(last) { rest.removeLast() }
    return rest
  }

  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }[...]
  }

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }
}
