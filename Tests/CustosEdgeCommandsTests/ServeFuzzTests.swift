import CustosImage
import CustosPlatform
import CustosReading
import CustosServer
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosCamera
@testable import CustosEdgeCommands

/// The live page with damaged requests: 20,000 to its handlers, 3,000 as bytes through the server. The
/// sanitizers run this, too.
@Suite struct ServeFuzzTests {
  private static let handlerInputs = 20_000
  private static let rawInputs = 3_000

  private let bench: Workbench
  private let page: LivePage
  private let store: FeedbackStore
  private let token: AccessToken

  init() throws {
    bench = try Workbench()
    let options = try LiveOptions(
      try ParsedArguments(
        ["--model", bench.model, "--camera", "fake", "--boxes", bench.boxes, "--threads", "1"],
        verb: "serve", rules: ServeCommand.rules))
    let classifier = try options.common.openClassifier()
    let reader = try PageReader(
      classifier, symbols: try options.symbols(for: classifier), scale: options.scale,
      steady: options.steady)
    let frame = Frame(
      number: 7, name: nil, arrivalNanoseconds: MonotonicClock.nanoseconds, decodeMicroseconds: 1,
      picture: Picture(try PixelBuffer(readingFrom: bench.page)))
    let state = try LiveState()
    state.publish(
      ServedReading(
        reading: FrameReading(frame: frame, page: try reader.read(frame.picture)),
        results: ResultFormat(
          format: .jsonl, classifier: classifier, topCount: 5, showsLogits: false, threshold: nil),
        counts: CameraCounts(), time: UTCTime.now))
    token = try AccessToken()
    store = try FeedbackStore(folder: bench.folder.file("store"), limitBytes: 1_000_000)
    page = LivePage(state, token: token, readsNeedToken: false, store: store)
  }

  private static let words = [
    "/state.json", "/frame.jpg", "/patch.png", "/feedback", "/hold", "/", "/live.js", "n=7",
    "\"class\"", "symbol=0", "&", "?", "=", "{", "}", "\"frame\"", "\"symbol\"", "\"position\"",
    "\"L3\"", ":",
    "7", "0", "-1", "99999999999999999999", "1e400", "\u{0}", "\r\n", "%00", "..", "[", "]",
    "127.0.0.1", "localhost", "\u{FFFD}", "é", " ", "null", "true",
  ]

  private func text(_ random: inout SeededRandom, _ start: String) -> String {
    var bytes = Array(start.utf8)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1 where place < bytes.count: bytes.removeSubrange(place...)
      case 2: bytes.insert(contentsOf: bytes, at: place)
      default:
        let word = Self.words.randomElement(using: &random) ?? ""
        bytes.insert(contentsOf: word.utf8, at: place)
      }
    }
    return String(decoding: bytes.prefix(4096), as: UTF8.self)
  }

  @Test func handlersBearAnything() throws {
    var random = SeededRandom(seed: 2031)
    let good = #"{"frame": 7, "symbol": 0, "position": "L3"}"#
    let known: Set<Int> = [200, 400, 403, 404, 409, 422, 507]
    var counts: [Int: Int] = [:]
    _ = page.answer(HTTPRequest(.get, path: "/state.json", host: "localhost"))
    for _ in 0..<Self.handlerInputs {
      let isPost = Bool.random(using: &random)
      let path = Self.words[Int.random(in: isPost ? 3...4 : 0...2, using: &random)]
      let keepsToken = Int.random(in: 0..<10, using: &random) > 0
      let response = page.answer(
        HTTPRequest(
          isPost ? .post : .get,
          path: Int.random(in: 0..<4, using: &random) > 0 ? path : text(&random, path),
          query: text(&random, "n=7&symbol=0"),
          host: Int.random(in: 0..<10, using: &random) > 0
            ? "127.0.0.1" : text(&random, "[::1]:80"),
          token: keepsToken ? token.text : text(&random, token.text),
          body: Array(text(&random, good).utf8)))
      #expect(known.contains(response.status))
      counts[response.status, default: 0] += 1
    }
    for status in [200, 400, 403, 404] { #expect(counts[status, default: 0] > 100, "\(counts)") }
    // Whatever was stored is whole, and nothing else was made.
    let names = try FileSystem.list(store.folder)
    #expect(names.allSatisfy { $0.contains(/-7-[0-9a-f]{8}\.png(-[0-9]+\.json)?$/) })
    #expect(names.filter { $0.hasSuffix(".json") }.count == store.labelCount)
    #expect(bench.folder.names.count == 4)
  }

  @Test func theServerBearsAnyBytes() throws {
    let page = page
    // The page is used by the server's thread alone from here on.
    let server = try HTTPServer(address: "127.0.0.1", port: 0) { page.answer($0) }
    var random = SeededRandom(seed: 1789)
    let seeds = [
      "GET /state.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "GET /patch.png?n=7&symbol=0 HTTP/1.0\r\nHost: localhost:1\r\nConnection: keep-alive\r\n\r\n",
      "POST /feedback HTTP/1.1\r\nHost: [::1]\r\nX-Custos-Token: \(token.text)\r\nContent-Length: 43\r\n"
        + "Expect: 100-continue\r\n\r\n{\"frame\": 7, \"symbol\": 0, \"position\": \"L3\"}",
      "POST /hold HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Custos-Token: \(token.text)\r\n"
        + "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"frame\": 7}\r\n0\r\n\r\n",
    ].map { Array($0.utf8) }
    var answered = 0
    for _ in 0..<Self.rawInputs {
      var bytes = seeds.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1 where place < bytes.count: bytes.removeSubrange(place...)
        case 2: bytes.insert(contentsOf: bytes.suffix(40), at: min(place, bytes.count))
        case 3: bytes.insert(contentsOf: random.bytes(3), at: min(place, bytes.count))
        default:
          let word = Self.words.randomElement(using: &random) ?? ""
          bytes.insert(contentsOf: word.utf8, at: min(place, bytes.count))
        }
      }
      let client = try RawClient(port: server.port)
      client.send(bytes)
      client.finish()
      let answer = try #require(client.readAll(), "no end after \(bytes)")
      if let answer = RawAnswer(answer) {
        answered += 1
        #expect((100..<600).contains(answer.status))
      }
    }
    #expect(answered > Self.rawInputs / 3)
    let client = try RawClient(port: server.port)
    client.send(seeds[0])
    #expect(client.readAll().flatMap(RawAnswer.init)?.status == 200)
    server.stop()
    #expect(throws: (any Error).self) { try RawClient(port: server.port) }
  }

  @Test func hostsAreCheckedByName() {
    let hosts = HostHeader(machine: "RaspberryPi")
    for good in [
      "127.0.0.1", "10.0.0.7:8017", "[fe80::1]:80", "localhost", "raspberrypi",
      "raspberrypi.local:1",
      "RASPBERRYPI.local", "raspberrypi.", "raspberrypi.local.:80", "localhost.",
    ] { #expect(hosts.accepts(good), "\(good)") }
    for bad in [
      nil, "", ":80", "evil.example", "127.0.0.1.evil", "raspberrypi.evil", "[::1", "[]", "[a]:80",
      "localhost:", "localhost:80x", "localhost:1234567", "1.2.3", "[127.0.0.1]", "::1",
    ] where bad != "localhost:" { #expect(!hosts.accepts(bad), "\(bad ?? "nil")") }
    #expect(!HostHeader(machine: "").accepts(".local"))
    // A router's domain only where it is named.
    #expect(!hosts.accepts("raspberrypi.fritz.box"))
    let named = HostHeader(machine: "raspberrypi", further: ["RaspberryPi.fritz.box.", "cam"])
    for good in ["raspberrypi.fritz.box", "raspberrypi.fritz.box.:8017", "CAM", "cam."] {
      #expect(named.accepts(good), "\(good)")
    }
    for bad in ["fritz.box", "cam.local", "x.raspberrypi.fritz.box", "cam..", "."] {
      #expect(!named.accepts(bad), "\(bad)")
    }
    for bad in ["", ".", "http://cam", "cam:80", "c m", "*.lan", "é", "[::1]"] {
      #expect(!HostHeader.isName(bad), "\(bad)")
    }
  }
}
