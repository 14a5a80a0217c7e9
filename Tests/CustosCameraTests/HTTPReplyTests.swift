import CustosTestRandom
import Testing

@testable import CustosCamera

@Suite("The answers of network cameras")
struct HTTPReplyTests {
  /// Takes an answer in pieces of random sizes.
  private func take(
    _ bytes: [UInt8], _ random: inout SeededRandom
  ) throws(HTTPReply.Failure) -> (reply: HTTPReply, body: [UInt8]) {
    var reply = HTTPReply()
    var body: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let end = min(bytes.count, index + random.integer(1...40))
      body += try reply.take(bytes[index..<end])
      index = end
    }
    return (reply, body)
  }

  private let whole = [
    "HTTP/1.1 200 OK\r\nContent-Type: Image/JPEG; x=1\r\nContent-Length: 5\r\n\r\nhellorest",
    "HTTP/1.0 200 OK\ncontent-type:image/jpeg\ncontent-length:5\n\nhello",
    "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "2\r\nhe\r\n3;note\r\nllo\r\n0\r\n\r\n",
  ]

  @Test("heads and bodies are told apart wherever the pieces end")
  func pieces() throws {
    var random = SeededRandom(seed: 3)
    for text in whole {
      for _ in 0..<100 {
        let (reply, body) = try take([UInt8](text.utf8), &random)
        #expect(body == [UInt8]("hello".utf8))
        #expect(reply.head?.status == 200 && reply.head?.type == "image/jpeg")
        #expect(reply.isComplete)
      }
    }
  }

  @Test("what is no answer is refused, and a head has its limit")
  func refused() throws {
    var random = SeededRandom(seed: 5)
    for (text, failure) in [
      ("SSH-2.0-x\r\n\r\n", HTTPReply.Failure.notHTTP), ("HTTP/1.1\r\n\r\n", .notHTTP),
      ("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n", .notHTTP),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n", .badChunk),
      (String(repeating: "x", count: 20_000), .longHead),
    ] {
      #expect(throws: failure) { try take([UInt8](text.utf8), &random) }
    }
  }

  @Test("damaged answers never give more than came")
  func fuzz() {
    for seed in 0..<2000 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var bytes = [UInt8](whole[Int(seed) % whole.count].utf8)
      for _ in 0..<random.integer(1...6) {
        bytes[random.integer(0...bytes.count - 1)] = UInt8(random.integer(0...255))
      }
      do throws(HTTPReply.Failure) {
        let (_, body) = try take(bytes, &random)
        #expect(body.count <= bytes.count)
      } catch { continue }
    }
  }

  @Test("addresses are read, and what is none is refused")
  func addresses() throws {
    let plain = try #require(NetworkAddress("http://camera/"))
    #expect(plain.host == "camera" && plain.port == 80 && plain.path == "/")
    let full = try #require(NetworkAddress("http://me:p%40ss@[::1]:8080/a?b=c#d"))
    #expect(full.host == "::1" && full.port == 8080 && full.path == "/a?b=c")
    #expect(full.credentials == "me:p@ss" && full.shown == "http://[::1]:8080/a?b=c")
    #expect(full.request.contains("Authorization: Basic bWU6cEBzcw==\r\n"))
    #expect(NetworkAddress("http://10.0.0.2?x")?.path == "/?x")
    for text in [
      "http://", "http:///x", "http://a:0/", "http://a:x/", "http://a:70000", "https://a/",
      "http://a b/", "http://a/\r\nx", "http://%zz@a/", "http://[::1/", "http://[::1]x/",
      "http://é/",
    ] { #expect(NetworkAddress(text) == nil, "\(text)") }
    #expect(Base64.encoded([]).isEmpty)
    #expect(Base64.encoded([1]) == "AQ==" && Base64.encoded([1, 2]) == "AQI=")
  }
}
