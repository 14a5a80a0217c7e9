import CCustosCamera
import CustosPlatform

/// A network camera: a stream of JPEG pictures (multipart/x-mixed-replace), or one picture that is asked
/// for again and again.
final class NetworkSource: FrameSource {
  private let address: NetworkAddress
  /// Nanoseconds from one request for a single picture to the next.
  private let interval: UInt64
  private var due = MonotonicClock.nanoseconds
  private var connection: OpaquePointer?
  private var reply = HTTPReply()
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var cutter = StreamCutter(.jpeg)
  private var picture: [UInt8] = []
  private var silence = SilenceWatch()

  /// Bytes of a single picture at most.
  private static let pictureLimit = 32 << 20

  /// Does not connect yet.
  init(_ address: NetworkAddress, rate: Int) {
    self.address = address
    interval = 1_000_000_000 / UInt64(rate)
    super.init(name: address.shown)
  }

  deinit { custos_network_close(connection) }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    let now = MonotonicClock.nanoseconds
    guard let connection else {
      if now < due {
        MonotonicClock.sleep(nanoseconds: min(due - now, UInt64(milliseconds) * 1_000_000))
      } else {
        due = max(due + interval, now)
        try connect()
      }
      return .nothing
    }
    let deadline = now + UInt64(milliseconds) * 1_000_000
    repeat {
      var count = 0
      var errorNumber: Int32 = 0
      switch custos_network_read(
        connection, Int32(clamping: milliseconds), &buffer, buffer.count, &count, &errorNumber)
      {
      case CUSTOS_NETWORK_BYTES:
        if let frame = try take(buffer[..<count]) {
          silence.reset()
          return .frame(frame)
        }
      case CUSTOS_NETWORK_NOTHING:
        return try stillNothing()
      case CUSTOS_NETWORK_END: return .frame(try end())
      case CUSTOS_NETWORK_NO_NAME:
        throw failure(
          "connect", "\(address.host) is not known to DNS or /etc/hosts",
          "correct the name, or give the camera's number")
      default:
        throw failure("connect", ErrorNumber.text(errorNumber), "check address, port and network")
      }
    } while self.connection != nil && MonotonicClock.nanoseconds < deadline
    return try stillNothing()
  }

  private func stillNothing() throws(CameraError) -> Event {
    try silence.check(name, remedy: "check that it is on and in the network")
    return .nothing
  }

  private func connect() throws(CameraError) {
    let request = [UInt8](address.request.utf8)
    reply = HTTPReply()
    connection = address.host.withCString {
      custos_network_open($0, UInt16(clamping: address.port), request, request.count)
    }
    if connection == nil { throw failure("connect", "there is no memory", "end other programs") }
  }

  private func disconnect() {
    custos_network_close(connection)
    connection = nil
  }

  /// Takes bytes of the answer; gives a picture that ends in them.
  private func take(_ bytes: ArraySlice<UInt8>) throws(CameraError) -> RawFrame? {
    let body: ArraySlice<UInt8>
    do throws(HTTPReply.Failure) { body = try reply.take(bytes) } catch {
      let detail =
        switch error {
        case .notHTTP: "what answers does not speak HTTP"
        case .longHead: "the head of its answer has more than \(HTTPReply.headLimit) bytes"
        case .badChunk: "a chunk of its answer has no size"
        }
      throw failure("request", detail, "give the address of its pictures")
    }
    guard let head = reply.head else { return nil }
    try check(head)
    if isStream(head) { return cutter.take(body) }
    picture += body
    guard picture.count <= Self.pictureLimit else {
      throw failure(
        "request", "its picture has more than \(Self.pictureLimit) bytes",
        "give the address of its pictures")
    }
    return reply.isComplete ? takePicture() : nil
  }

  private func isStream(_ head: HTTPReply.Head) -> Bool {
    ["multipart/", "video/"].contains { head.type.utf8.starts(with: $0.utf8) }
  }

  private func check(_ head: HTTPReply.Head) throws(CameraError) {
    switch head.status {
    case 200:
      guard head.type.utf8.starts(with: "text/".utf8) else { return }
      throw failure(
        "request", "it answers with \(MessageText.quoted(head.type))",
        "give the address of its pictures, not that of its page")
    case 300..<400:
      let place = head.location.map { " to " + MessageText.clean($0, limit: 200) } ?? ""
      throw failure("request", "it sends on\(place) (\(head.status))", "give that address")
    case 401, 403:
      throw failure(
        "request", "it wants another name and password (\(head.status))",
        "give them as http://NAME:PASSWORD@\(address.host)")
    default:
      throw failure(
        "request", "it answers with the status \(head.status)", "give the address of its pictures")
    }
  }

  /// The other side has closed the connection, which ends a picture whose length it has not told.
  private func end() throws(CameraError) -> RawFrame {
    guard let head = reply.head else {
      throw failure("request", "it has closed the connection", "check address and port")
    }
    guard !isStream(head) else {
      throw failure("stream", "it has ended", "check how many viewers the camera allows")
    }
    silence.reset()
    return takePicture()
  }

  private func takePicture() -> RawFrame {
    defer { picture = [] }
    disconnect()
    return RawFrame(.encoded(picture))
  }

  private func failure(_ step: String, _ detail: String, _ remedy: String) -> CameraError {
    .device(path: name, step: step, detail: detail, remedy: remedy)
  }
}
