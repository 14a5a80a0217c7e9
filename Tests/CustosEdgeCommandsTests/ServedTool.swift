import CustosPlatform
import CustosTestSupport
import Foundation

/// A running `custos-edge serve`, ended with this object.
final class ServedTool {
  let port: Int
  let token: String
  private let process: ChildProcess
  private let log: String
  private let folder: TemporaryFolder

  struct Failure: Error {
    var text: String
    /// The exit code, where the program has ended before it served.
    var exitCode: Int32?
  }

  /// Starts it at a free port.
  ///
  /// - Parameters:
  ///   - fileBlocks: how large files may become, in blocks of 512 bytes, nil for no limit.
  ///   - environment: variables beside those of the tests.
  init(_ arguments: [String], fileBlocks: Int? = nil, environment: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    log = folder.file("log")
    try Data().write(to: URL(fileURLWithPath: log))
    let program = try BuiltProgram(named: "custos-edge").path
    var words = [program, "serve", "--port", "0"] + arguments
    if let fileBlocks {
      words = ["/bin/sh", "-c", "ulimit -f \(fileBlocks) && exec \"$0\" \"$@\""] + words
    }
    var streams = ChildProcess.Streams()
    streams.error = log
    process = try ChildProcess(
      words[0], Array(words.dropFirst()), streams: streams, environment: environment)
    var found: (port: Int, token: String)?
    for _ in 0..<600 where found == nil && process.isRunning {
      Thread.sleep(forTimeInterval: 0.05)
      found = Self.address(in: try String(contentsOfFile: log, encoding: .utf8))
    }
    guard let found else {
      throw Failure(
        text: try String(contentsOfFile: log, encoding: .utf8),
        exitCode: process.isRunning ? nil : try process.wait())
    }
    (port, token) = found
  }

  deinit {
    process.send(SIGTERM)
    _ = try? process.wait()
  }

  private static func address(in text: String) -> (Int, String)? {
    guard let match = text.firstMatch(of: /http:\/\/[^ ]*:([0-9]+)\/#token=([0-9a-f]{32})\n/),
      let port = Int(match.1)
    else { return nil }
    return (port, String(match.2))
  }

  /// What it has printed to standard error.
  var messages: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  /// Its process.
  var identifier: Int32 { process.identifier }

  /// How many files and connections it holds open. Each picture of a camera adds one while it is read.
  func descriptorCount() throws -> Int {
    try FileSystem.list("/proc/\(identifier)/fd").count
  }

  /// Waits until it holds at most `count` files and connections open, which a busy machine may delay; false
  /// when it still holds more after a minute.
  func descriptorsFall(to count: Int) throws -> Bool {
    let deadline = Date().addingTimeInterval(60)
    while Date() < deadline {
      if try descriptorCount() <= count { return true }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return false
  }

  /// Sends SIGTERM and waits for the end.
  func end() throws -> Int32 {
    process.send(SIGTERM)
    return try process.wait()
  }

  // MARK: Requests

  /// Sends a request and takes the answer apart; nil when none came.
  func ask(
    _ path: String, method: String = "GET", host: String? = "127.0.0.1", token: String? = nil,
    body: String? = nil, headers: String = ""
  ) throws -> RawAnswer? {
    let client = try RawClient(port: port)
    var text = "\(method) \(path) HTTP/1.1\r\n"
    if let host { text += "Host: \(host)\r\n" }
    if let token { text += "X-Custos-Token: \(token)\r\n" }
    if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
    client.send(text + headers + "\r\n" + (body ?? ""))
    return client.readAll().flatMap(RawAnswer.init)
  }

  /// Waits until a picture is read and returns the state.
  func state() throws -> [String: Any] {
    for _ in 0..<200 {
      if let object = try ask("/state.json", token: token)?.object, object["frame"] is [String: Any]
      {
        return object
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Failure(text: "no picture came: \(messages)")
  }

  /// The number of the newest picture.
  func pictureNumber() throws -> Int {
    guard let number = (try state()["frame"] as? [String: Any])?["number"] as? Int else {
      throw Failure(text: "the frame has no number")
    }
    return number
  }

  /// Waits for a picture that is none of `seen`.
  func otherPictureNumber(than seen: Set<Int>) throws -> Int {
    let deadline = Date().addingTimeInterval(60)
    while Date() < deadline {
      let number = try pictureNumber()
      if !seen.contains(number) { return number }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw Failure(text: "no picture but \(seen.sorted()) came within 60 seconds: \(messages)")
  }

  /// Corrects a label of the newest picture.
  func correct(_ position: String, symbol: Int = 0, frame: Int? = nil) throws -> RawAnswer? {
    let number = try frame ?? pictureNumber()
    return try ask(
      "/feedback", method: "POST", token: token,
      body: #"{"frame": \#(number), "symbol": \#(symbol), "position": "\#(position)"}"#)
  }
}
