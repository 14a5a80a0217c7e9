import CustosImage
import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

/// Clients that mean harm, or do not know HTTP.
@Suite(.serialized) struct ServeHostilityTests {
  private let bench: Workbench
  private let tool: ServedTool

  init() throws {
    bench = try Workbench()
    tool = try ServedTool([
      "--model", bench.model, "--camera", "fake:\(bench.page)@5", "--threads", "1",
    ])
    _ = try tool.state()
  }

  private func status(of text: String) throws -> Int? {
    let client = try RawClient(port: tool.port)
    client.send(text)
    let bytes = try #require(client.readAll(), "the server keeps the connection")
    return RawAnswer(bytes)?.status
  }

  @Test func sizesAreBounded() throws {
    let host = "Host: 127.0.0.1\r\n"
    let long = String(repeating: "a", count: 9000)
    #expect([nil, 400, 413, 414].contains(try status(of: "GET /\(long) HTTP/1.1\r\n\(host)\r\n")))
    #expect(
      [nil, 400, 413, 431].contains(
        try status(of: "GET / HTTP/1.1\r\n\(host)X-Long: \(long)\r\n\r\n")))
    let many = String(repeating: "X: y\r\n", count: 3000)
    #expect([nil, 400, 413, 431].contains(try status(of: "GET / HTTP/1.1\r\n\(host)\(many)\r\n")))
    let post = "POST /feedback HTTP/1.1\r\n\(host)X-Custos-Token: \(tool.token)\r\n"
    #expect(
      [nil, 413].contains(
        try status(of: "\(post)Content-Length: 4097\r\n\r\n" + long.prefix(4097))))
    #expect(
      [nil, 400, 413].contains(try status(of: "\(post)Content-Length: 99999999999999\r\n\r\n")))
    #expect([nil, 400].contains(try status(of: "\(post)Content-Length: -5\r\n\r\n")))
    let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
    #expect(
      [nil, 400, 413].contains(
        try status(of: "\(post)Transfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)0\r\n\r\n")))
    // Endless first line.
    let client = try RawClient(port: tool.port)
    var isOpen = true
    let start = Date()
    while isOpen, Date().timeIntervalSince(start) < 15 {
      isOpen = client.send([UInt8](repeating: 0x41, count: 1000))
    }
    #expect(!isOpen)
    #expect(try tool.ask("/")?.status == 200)
  }

  @Test func garbageGetsNothing() throws {
    var random = SeededRandom(seed: 91)
    for length in [1, 7, 100, 5000] {
      let client = try RawClient(port: tool.port)
      client.send(random.bytes(length))
      client.finish()
      let bytes = try #require(client.readAll())
      #expect(RawAnswer(bytes).map { $0.status >= 400 } ?? true)
    }
    #expect(try tool.ask("/")?.status == 200)
  }

  /// Who sends a byte now and then loses the connection after ten seconds, not after hours.
  @Test func dripsEnd() throws {
    let client = try RawClient(port: tool.port)
    let start = Date()
    var isOpen = client.send("GET / HTTP/1.1\r\nHost: ")
    while isOpen, Date().timeIntervalSince(start) < 30 {
      isOpen = client.send("1")
      Thread.sleep(forTimeInterval: 0.25)
    }
    #expect(!isOpen)
    #expect((9...20).contains(Date().timeIntervalSince(start)))
  }

  /// Hundreds of silent connections take neither descriptors nor another client's turn.
  @Test func crowdsDoNotShutOthersOut() throws {
    let descriptors = try tool.descriptorCount()
    var crowd: [RawClient] = []
    for _ in 0..<40 { crowd.append(try RawClient(port: tool.port)) }
    Thread.sleep(forTimeInterval: 0.5)
    // Sixteen connections at once, and the picture that is read just now.
    #expect(try tool.descriptorCount() <= descriptors + 17)
    let start = Date()
    #expect(try tool.ask("/")?.status == 200)
    #expect(Date().timeIntervalSince(start) < 20)
    crowd = []
    for _ in 0..<300 { crowd.append(try RawClient(port: tool.port)); crowd = crowd.suffix(5) }
    crowd = []
    #expect(try tool.ask("/")?.status == 200)
    #expect(try tool.descriptorsFall(to: descriptors + 1))
    #expect(try tool.end() == 0)
  }

  /// A picture of some megabytes over a weak network: who goes on reading gets all of it, however long it
  /// takes; who stops for ten seconds does not.
  @Test func slowReadersAreServedAsLongAsTheyRead() throws {
    let page = bench.folder.file("large.jpg")
    try bench.picture(width: 2600, height: 2000, seed: 9).write(to: page, replacing: false)
    let tool = try ServedTool([
      "--model", bench.model, "--camera", "fake:\(page)@1", "--threads", "1",
    ])
    _ = try tool.state()
    func client() throws -> RawClient {
      let client = try RawClient(port: tool.port, receiveBytes: 16384)
      client.send("GET /frame.jpg HTTP/1.1\r\nHost: localhost\r\n\r\n")
      return client
    }
    let (slow, stopped) = (try client(), try client())
    let start = Date()
    var bytes = slow.read(1000)
    var beginning = stopped.read(1000)
    while Date().timeIntervalSince(start) < 16 {
      Thread.sleep(forTimeInterval: 1)
      for _ in 0..<10 { bytes += slow.read(10_000) }
    }
    bytes += try #require(slow.readAll())
    let whole = try #require(RawAnswer(bytes))
    let length = try #require(whole.headers["content-length"].flatMap { Int($0) })
    #expect(whole.body.count == length && length > 3_000_000)
    beginning += try #require(stopped.readAll())
    let cut = try #require(RawAnswer(beginning))
    #expect(cut.body.count < length)
    #expect(try tool.end() == 0)
  }

  /// A client that does not read its answer is let go, too.
  @Test func whoDoesNotReadIsLetGo() throws {
    let descriptors = try tool.descriptorCount()
    var silent: [RawClient] = []
    for _ in 0..<10 {
      let client = try RawClient(port: tool.port)
      client.send("GET /live.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
      silent.append(client)
    }
    // Connections are taken in their order: behind this answer all ten have been taken.
    #expect(try tool.ask("/")?.status == 200)
    #expect(try tool.descriptorsFall(to: descriptors + 1))
    #expect(silent.count == 10)
  }
}
