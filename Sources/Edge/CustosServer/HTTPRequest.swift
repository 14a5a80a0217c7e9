import CCustosServer

/// What a client asks for.
public struct HTTPRequest: Sendable {
  /// What is to be done.
  public enum Method: Equatable, Sendable {
    /// Something is read.
    case get
    /// Something is written.
    case post
  }

  /// What is to be done.
  public var method: Method
  /// The path as sent, not decoded, without the query.
  public var path: String
  /// What follows the question mark.
  public var query: String?
  /// The header `Host`.
  public var host: String?
  /// The header `X-Custos-Token`.
  public var token: String?
  /// What was sent, at most `CUSTOS_SERVER_BODY_BYTES` bytes.
  public var body: [UInt8]

  /// Describes a request.
  public init(
    _ method: Method, path: String, query: String? = nil, host: String? = nil,
    token: String? = nil, body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.host = host
    self.token = token
    self.body = body
  }

  init(_ request: custos_request) {
    self.init(
      request.is_post ? .post : .get, path: String(cString: request.path),
      query: request.query.map { String(cString: $0) },
      host: request.host.map { String(cString: $0) },
      token: request.token.map { String(cString: $0) },
      body: [UInt8](UnsafeBufferPointer(start: request.body, count: request.body_count)))
  }

  /// What the query gives a name, as in `n=12&symbol=3`; nil where it does not name it.
  public func queryValue(_ name: String) -> String? {
    guard let query else { return nil }
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      let sides = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, sides[0].elementsEqual(name.utf8) else { continue }
      return String(decoding: Array(sides[1]), as: UTF8.self)
    }
    return nil
  }
}
