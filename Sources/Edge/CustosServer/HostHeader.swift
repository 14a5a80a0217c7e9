/// The check of the header `Host` against DNS rebinding.
///
/// A page of the web can give its own name the address of this server and so read it from within a
/// browser, but then the browser sends that name. Accepted are numeric addresses, `localhost`, this
/// machine's name, alone and with `.local` behind it, and names that are given, each with or without the
/// final dot of a full name, and with or without a port.
public struct HostHeader: Sendable {
  private let names: [[UInt8]]

  /// Takes a machine's name, which may be empty, and further names.
  public init(machine: String = MachineName.current, further: [String] = []) {
    var names = [[UInt8]("localhost".utf8)] + further.map { Self.plain(Array($0.utf8)) }
    let name = Self.plain(Array(machine.utf8))
    if !name.isEmpty { names += [name, name + [UInt8](".local".utf8)] }
    self.names = names
  }

  /// Whether a request with this header is answered.
  public func accepts(_ header: String?) -> Bool {
    guard let header else { return false }
    let bytes = [UInt8](header.utf8)
    let host: ArraySlice<UInt8>
    let rest: ArraySlice<UInt8>
    if bytes.first == UInt8(ascii: "[") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
      host = bytes[1..<end]
      rest = bytes[(end + 1)...]
      guard host.contains(UInt8(ascii: ":")) else { return false }
    } else {
      let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      host = bytes[..<end]
      rest = bytes[end...]
    }
    guard rest.isEmpty || Self.isPort(rest) else { return false }
    if names.contains(Self.plain(Array(host))) { return true }
    return AddressKind(String(decoding: host, as: UTF8.self)) != nil
  }

  private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
    text.count <= 6 && text.first == UInt8(ascii: ":")
      && text.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Whether a text may be a machine's name: letters, digits, hyphens, underscores and dots.
  public static func isName(_ text: String) -> Bool {
    let name = plain(Array(text.utf8))
    return !name.isEmpty && name.first != UInt8(ascii: ".")
      && name.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
      }
  }

  /// In small letters, without the final dot.
  private static func plain(_ text: [UInt8]) -> [UInt8] {
    var text = text.map { (65...90).contains($0) ? $0 + 32 : $0 }
    if text.last == UInt8(ascii: ".") { text.removeLast() }
    return text
  }
}
