/// What a client gets.
public struct HTTPResponse: Sendable {
  /// The status, such as 200.
  public var status: Int
  /// The content type.
  public var type: String
  /// The content.
  public var body: [UInt8]

  /// Describes a response.
  public init(status: Int = 200, type: String, body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  /// A JSON text.
  public static func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, type: "application/json", body: [UInt8](text.utf8))
  }

  /// A sentence that says why nothing else comes.
  public static func refusal(_ status: Int, _ sentence: String) -> HTTPResponse {
    HTTPResponse(
      status: status, type: "text/plain; charset=utf-8", body: [UInt8]((sentence + "\n").utf8))
  }
}
