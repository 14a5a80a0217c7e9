import CustosImage
import CustosTestRandom
import Foundation
import Testing

@testable import CustosCamera

@Suite("Network cameras")
struct NetworkSourceTests {
  private func picture(_ seed: UInt64) throws -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return try PixelBuffer(width: 40, height: 24, pixels: random.bytes(2880)).encoded(as: .jpeg)
  }

  private func camera(_ place: String) throws -> Camera {
    let address = try #require(NetworkAddress("http://" + place))
    return try Camera(CameraSettings(.network(address), width: 0, height: 0, rate: 50)) { _ in }
  }

  /// The next pictures; fewer where the camera ends.
  private func widths(_ camera: Camera, _ count: Int) throws -> [Int] {
    defer { camera.stop() }
    var widths: [Int] = []
    for _ in 0..<200 where widths.count < count {
      switch try camera.next(milliseconds: 200) {
      case .frame(let frame): widths.append(frame.pixels.width)
      case .nothing: continue
      case .end: return widths
      }
    }
    return widths
  }

  private func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

  @Test("a stream's pictures are read, in chunks as well", arguments: [false, true])
  func stream(chunked: Bool) throws {
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n"
      + (chunked ? "Transfer-Encoding: chunked\r\n" : "") + "\r\n"
    func piece(_ bytes: [UInt8]) -> [UInt8] {
      chunked
        ? self.bytes(String(bytes.count, radix: 16) + "\r\n") + bytes + self.bytes("\r\n") : bytes
    }
    let jpeg = try picture(1)
    let part = bytes("\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n")
    let server = try CameraServer(
      [bytes(head), piece(part + jpeg.prefix(100)), piece(Array(jpeg.dropFirst(100)))],
      repeats: true)
    defer { server.stop() }
    let widths = try widths(camera("me:secret@127.0.0.1:\(server.port)/stream?x=1"), 4)
    #expect(widths == [40, 40, 40, 40])
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("GET /stream?x=1 HTTP/1.1\r\n"))
    #expect(request.contains("\r\nAuthorization: Basic bWU6c2VjcmV0\r\n"))
  }

  @Test("a single picture is asked for again and again", arguments: [false, true])
  func picture(tellsLength: Bool) throws {
    let jpeg = try picture(2)
    let head =
      "HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n"
      + (tellsLength ? "Content-Length: \(jpeg.count)\r\n" : "") + "\r\n"
    let server = try CameraServer([bytes(head), jpeg], stays: tellsLength)
    defer { server.stop() }
    let widths = try widths(camera("localhost:\(server.port)"), 3)
    #expect(widths == [40, 40, 40])
    #expect(server.requests.count >= 3)
  }

  @Test(
    "what is no camera is named for what it is",
    arguments: [
      ("HTTP/1.1 302 Found\r\nLocation: http://other/x\r\n\r\n", "http://other/x"),
      ("HTTP/1.1 401 Unauthorized\r\n\r\n", "NAME:PASSWORD@"),
      ("HTTP/1.1 404 Not Found\r\n\r\n", "status 404"),
      ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "text/html"),
      ("SSH-2.0-OpenSSH\r\n\r\n", "does not speak HTTP"), ("", "closed the connection"),
      ("HTTP/1.1 200 OK\r\nContent-Type: multipart/x\r\n\r\n--b", "has ended"),
    ])
  func others(answer: String, words: String) throws {
    let server = try CameraServer([bytes(answer)])
    defer { server.stop() }
    let camera = try camera("me:secret@127.0.0.1:\(server.port)/")
    #expect {
      _ = try widths(camera, 1)
    } throws: {
      let message = ($0 as? CameraError)?.message ?? ""
      return message.contains(words) && !message.contains("secret")
    }
  }

  @Test("no server and no such name are told apart, and a silent one does not hold up the end")
  func unreachable() throws {
    let server = try CameraServer([[]])
    server.stop()
    for (place, words) in [
      ("127.0.0.1:\(server.port)", "refused"), ("no-such-name.invalid", "not known"),
    ] {
      let camera = try camera(place)
      #expect {
        _ = try widths(camera, 1)
      } throws: { (($0 as? CameraError)?.message ?? "").contains(words) }
    }
    let silent = try CameraServer([[]], stays: true)
    defer { silent.stop() }
    let camera = try camera("127.0.0.1:\(silent.port)")
    guard case .nothing = try camera.next(milliseconds: 300) else {
      Issue.record("something came")
      return
    }
    let start = ContinuousClock.now
    camera.stop()
    #expect(ContinuousClock.now - start < .seconds(1))
  }
}
