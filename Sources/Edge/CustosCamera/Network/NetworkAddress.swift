/// Where a network camera gives its pictures: `http://[USER:PASSWORD@]HOST[:PORT][/PATH]`.
public struct NetworkAddress: Equatable, Sendable {
  /// A name or a numeric address, without the brackets of IPv6.
  public let host: String
  /// 1...65535.
  public let port: Int
  /// From the first slash on.
  public let path: String
  /// `USER:PASSWORD`; nil for none.
  public let credentials: String?

  static let scheme = "http://"

  /// Reads an address; nil for anything else.
  public init?(_ text: String) {
    let bytes = [UInt8](text.utf8)
    // Nothing that could end the request's line.
    guard bytes.starts(with: Self.scheme.utf8), bytes.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    let rest = bytes[Self.scheme.utf8.count...].prefix { $0 != UInt8(ascii: "#") }
    let end =
      rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    var place = rest[..<end]
    if let at = place.lastIndex(of: UInt8(ascii: "@")) {
      guard let decoded = Self.decoded(place[..<at]) else { return nil }
      credentials = decoded
      place = place[(at + 1)...]
    } else {
      credentials = nil
    }
    var port = 80
    let bracket = place.lastIndex(of: UInt8(ascii: "]"))
    if let colon = place.lastIndex(of: UInt8(ascii: ":")), colon > bracket ?? -1 {
      guard let number = Int(Self.text(place[(colon + 1)...])), (1...65535).contains(number) else {
        return nil
      }
      port = number
      place = place[..<colon]
    }
    if let bracket {
      guard place.first == UInt8(ascii: "["), bracket == place.endIndex - 1 else { return nil }
      place = place.dropFirst().dropLast()
    }
    guard !place.isEmpty, place.count < 256, !place.contains(UInt8(ascii: "[")) else { return nil }
    self.port = port
    host = Self.text(place)
    path = (rest[end...].first == UInt8(ascii: "/") ? "" : "/") + Self.text(rest[end...])
  }

  /// The address without user and password, for messages.
  var shown: String { Self.scheme + hostAndPort + path }

  /// What asks for the pictures.
  var request: String {
    var lines = "GET \(path) HTTP/1.1\r\nHost: \(hostAndPort)\r\nConnection: close\r\n"
    if let credentials {
      lines += "Authorization: Basic \(Base64.encoded([UInt8](credentials.utf8)))\r\n"
    }
    return lines + "\r\n"
  }

  private var hostAndPort: String {
    (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + (port == 80 ? "" : ":\(port)")
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces `%41` and the like; nil where a percent sign stands for nothing.
  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < bytes.endIndex,
          let value = UInt8(text(bytes[(index + 1)...(index + 2)]), radix: 16)
        else { return nil }
        result.append(value)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
