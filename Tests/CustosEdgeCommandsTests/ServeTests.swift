import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `custos-edge serve` as a browser meets it.
@Suite struct ServeTests {
  private let bench: Workbench
  private var arguments: [String] {
    ["--model", bench.model, "--camera", "fake:\(bench.page)@20", "--boxes", bench.boxes]
  }

  init() throws { bench = try Workbench() }

  @Test func everythingOfThePageIsServed() throws {
    let tool = try ServedTool(arguments)
    let state = try tool.state()
    #expect(state["schema"] as? String == "custos.state/1")
    for field in ["time", "seq", "rate", "scale", "staff_space", "board", "store", "may_write"] {
      #expect(state[field] != nil, "\(field)")
    }
    #expect(state["may_write"] as? Bool == true && state["store"] is NSNull)
    let symbols = try #require(state["symbols"] as? [[String: Any]])
    #expect(symbols.count == 4 && symbols[1]["label"] is NSNull)
    #expect((symbols[0]["top"] as? [Any])?.count == 5)
    #expect(symbols[0]["box"] as? [Double] == [10.5, 20, 40, 70.25])
    #expect(
      (state["latency_us"] as? [String: Int])?.keys.sorted() == [
        "decode", "find", "inference", "preprocess",
      ])

    let number = try tool.pictureNumber()
    let frame = try #require(try tool.ask("/frame.jpg?n=\(number)"))
    #expect(frame.status == 200 && frame.headers["content-type"] == "image/jpeg")
    let picture = try PixelBuffer(decoding: frame.body)
    #expect(picture.width == 100 && picture.height == 120)
    let newest = try #require(try tool.ask("/frame.jpg"))
    #expect(newest.status == 200 && newest.body.starts(with: [0xFF, 0xD8]))
    let patch = try #require(try tool.ask("/patch.png?n=\(number)&symbol=0"))
    let pixels = try PixelBuffer(decoding: patch.body)
    #expect(pixels.width == SmallModel.networkWidth && pixels.height == SmallModel.networkHeight)
    // What the network saw is what classify sees.
    let page = try PixelBuffer(readingFrom: bench.page)
    let expected = try page.patch(
      box: Box(x1: 10.5, y1: 20, x2: 40, y2: 70.25), width: 24, height: 48, padding: true
    ).resized(width: 12, height: 24)
    #expect(pixels == expected)

    for (path, type, part) in [
      ("/", "text/html; charset=utf-8", "<title>Custos"),
      ("/live.css", "text/css; charset=utf-8", "color-scheme"),
      ("/live.js", "text/javascript; charset=utf-8", "\"use strict\""),
    ] {
      let file = try #require(try tool.ask(path))
      #expect(file.status == 200 && file.headers["content-type"] == type)
      #expect(file.text.contains(part))
      #expect(!file.text.contains(tool.token))
      // Behind a proxy the page lies in a folder: every address in it is relative.
      #expect(!file.text.contains(/["'`]\/[a-z]|url\(|https:/), "\(path)")
      #expect(!file.text.contains("http://") || path == "/live.js" && file.text.contains("w3.org"))
    }
    #expect(try tool.end() == 0)
    #expect(tool.messages.contains("pictures read"))
  }

  @Test func everyAnswerHasTheHeadersThatProtect() throws {
    let tool = try ServedTool(arguments)
    for path in ["/", "/state.json", "/nothing", "/frame.jpg?n=99999"] {
      let answer = try #require(try tool.ask(path))
      #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true)
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      #expect(answer.headers["x-frame-options"] == "DENY")
      #expect(answer.headers["referrer-policy"] == "no-referrer")
      #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
      #expect(answer.headers["cache-control"] == "no-store")
      #expect(answer.headers["connection"] == "close")
      #expect(answer.headers["access-control-allow-origin"] == nil)
    }
  }

  @Test func onlyWhoHasTheTokenWrites() throws {
    let store = bench.folder.file("store")
    let tool = try ServedTool(arguments + ["--store", store])
    let number = try tool.pictureNumber()
    let body = #"{"frame": \#(number), "symbol": 0, "position": "L3"}"#
    let almost = String(tool.token.dropLast()) + (tool.token.hasSuffix("0") ? "1" : "0")
    for token in [nil, "", "0", almost, tool.token + "0", tool.token.uppercased() + "x"] {
      for path in ["/feedback", "/hold"] {
        let answer = try #require(
          try tool.ask(path, method: "POST", token: token, body: body))
        #expect(answer.status == 403 && answer.text.contains("token"))
      }
    }
    // A token in the address is none, and reading with GET writes nothing.
    let query = try tool.ask("/feedback?token=\(tool.token)", method: "POST", body: body)
    #expect(query?.status == 403)
    #expect(try tool.ask("/feedback", token: tool.token, body: body)?.status == 404)
    #expect(try FileSystem.list(store).isEmpty)
    #expect((try tool.ask("/state.json")?.object)?["may_write"] as? Bool == false)
    // Two starts, two tokens.
    let other = try ServedTool(arguments)
    #expect(other.token != tool.token && other.port != tool.port)
  }

  @Test func atOtherAddressesReadingNeedsTheToken() throws {
    let tool = try ServedTool(arguments + ["--address", "0.0.0.0"])
    _ = try tool.state()
    #expect(tool.messages.contains("Other machines can reach 0.0.0.0"))
    for path in ["/state.json", "/frame.jpg", "/patch.png?n=0&symbol=0", "/nothing"] {
      #expect(try tool.ask(path)?.status == 403, "\(path)")
    }
    #expect(try tool.ask("/")?.status == 200)
    #expect(try tool.ask("/state.json", token: tool.token)?.status == 200)
    let local = try ServedTool(arguments)
    _ = try local.state()
    #expect(!local.messages.contains("Other machines"))
    #expect(try local.ask("/state.json")?.status == 200)
  }

  @Test func namesOfOthersAreRefused() throws {
    let tool = try ServedTool(arguments)
    for host in ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "", "a b"] {
      #expect(try tool.ask("/state.json", host: host)?.status == 403, "\(host)")
    }
    #expect(try tool.ask("/", host: nil)?.status == 403)
    for host in ["127.0.0.1:8017", "localhost", "LOCALHOST:1234", "[::1]:8017", "192.168.7.3"] {
      #expect(try tool.ask("/state.json", host: host)?.status == 200, "\(host)")
    }
    #expect(try tool.ask("http://evil.example/state.json", host: "127.0.0.1")?.status == 400)
    let refused = try #require(try tool.ask("/", host: "board.fritz.box"))
    #expect(refused.status == 403 && refused.text.contains("--host-name"))
    let named = try ServedTool(
      arguments + ["--host-name", "board.fritz.box", "--host-name", "cam"])
    for host in ["board.fritz.box", "board.fritz.box.:8017", "Cam"] {
      #expect(try named.ask("/", host: host)?.status == 200, "\(host)")
    }
    #expect(try named.ask("/", host: "other.fritz.box")?.status == 403)
    let wrong = try EdgeTool.run(["serve", "--port", "0", "--host-name", "http://cam"] + arguments)
    #expect(wrong.exitCode == 64 && wrong.error.contains("--host-name must be a name"))
  }

  @Test func wrongWishesAreExplained() throws {
    let tool = try ServedTool(arguments)
    let number = try tool.pictureNumber()
    func feedback(_ body: String) throws -> RawAnswer? {
      try tool.ask("/feedback", method: "POST", token: tool.token, body: body)
    }
    for (body, status, part) in [
      ("", 400, "not JSON"), ("[1", 400, "not JSON"), ("[]", 400, "\"frame\""),
      (#"{"frame": "1"}"#, 400, "\"frame\""), (#"{"frame": 99999999}"#, 404, "not kept"),
      (#"{"frame": -1}"#, 404, "not kept"), (#"{"frame": \#(number)}"#, 400, "\"symbol\""),
      (#"{"frame": \#(number), "symbol": 4, "position": "L3"}"#, 404, "4 symbols"),
      (#"{"frame": \#(number), "symbol": -1, "position": "L3"}"#, 404, "4 symbols"),
      (#"{"frame": \#(number), "symbol": 1, "position": "L3"}"#, 422, "barline"),
      (#"{"frame": \#(number), "symbol": 0, "position": "L7"}"#, 400, "L0 to L6"),
      (#"{"frame": \#(number), "symbol": 0, "position": "../../x"}"#, 400, "L0 to L6"),
      (#"{"frame": \#(number), "symbol": 0, "position": "L3"}"#, 409, "--store"),
    ] {
      let held = try tool.ask(
        "/hold", method: "POST", token: tool.token, body: #"{"frame": \#(number)}"#)
      #expect(held?.status == 200)
      let answer = try #require(try feedback(body))
      #expect(answer.status == status && answer.text.contains(part), "\(body): \(answer.text)")
    }
    for path in [
      "/patch.png?n=\(number)", "/patch.png?n=\(number)&symbol=9", "/patch.png?n=x&symbol=0",
      "/frame.jpg?n=77777", "/frame.jpg?n=-1", "/index.html", "/state.json/", "//",
      "/../../../../etc/passwd", "/%2e%2e/etc/passwd", "/live.js/../../etc/passwd", "/live.js%00",
    ] {
      let answer = try #require(try tool.ask(path))
      #expect([400, 404].contains(answer.status), "\(path): \(answer.status)")
      #expect(!answer.text.contains("root:"))
    }
    for method in ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "BREW"] {
      let answer = try tool.ask("/state.json", method: method)
      #expect(answer == nil || [400, 405, 501].contains(answer?.status), "\(method)")
    }
  }

  @Test func theEndIsCleanAndFreesThePort() throws {
    let tool = try ServedTool(arguments)
    _ = try tool.state()
    // A client in the middle of a request does not hold it up.
    let client = try RawClient(port: tool.port)
    client.send("GET / HTTP/1.1\r\nHost: ")
    let start = Date()
    #expect(try tool.end() == 0)
    #expect(Date().timeIntervalSince(start) < 10)
    let next = try EdgeTool.run(
      ["serve", "--port", "\(tool.port)", "--frames", "2"] + arguments)
    #expect(next.exitCode == 0, "\(next.error)")
  }

  @Test func anAddressInUseIsSaid() throws {
    let tool = try ServedTool(arguments)
    let other = try EdgeTool.run(["serve", "--port", "\(tool.port)", "--frames", "1"] + arguments)
    #expect(
      other.exitCode == 75 && other.error.contains("port \(tool.port): Address already in use"))
    let foreign = try EdgeTool.run(
      ["serve", "--address", "192.0.2.1", "--port", "0", "--frames", "1"] + arguments)
    #expect(foreign.exitCode == 69 && foreign.error.contains("192.0.2.1"))
    for (option, value, part) in [
      ("--address", "localhost", "numeric address"), ("--address", "", "numeric address"),
      ("--port", "65536", "0 to 65535"), ("--port", "x", "0 to 65535"),
      ("--store-limit", "5", "needs --store"),
    ] {
      let outcome = try EdgeTool.run(["serve", option, value] + arguments)
      #expect(outcome.exitCode == 64 && outcome.error.contains(part), "\(outcome.error)")
    }
  }

  @Test func threadsAndDescriptorsStayTheSame() throws {
    let tool = try ServedTool(arguments + ["--threads", "1"])
    _ = try tool.state()
    func count(_ kind: String) throws -> Int {
      try FileSystem.list("/proc/\(tool.identifier)/\(kind)").count
    }
    let threads = try count("task")
    let descriptors = try count("fd")
    for _ in 0..<100 { #expect(try tool.ask("/frame.jpg")?.status == 200) }
    Thread.sleep(forTimeInterval: 0.3)
    #expect(try count("task") == threads)
    #expect(try count("fd") <= descriptors)
  }
}
