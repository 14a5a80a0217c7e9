import CustosServer

/// The options of `custos-edge serve` in addition to those of `watch`.
struct ServeOptions {
  static let names = ["address", "port", "host-name", "store", "store-limit"]

  let address: String
  let kind: AddressKind
  /// 0 for any free one.
  let port: Int
  /// Names beside the machine's own by which the page may be asked for.
  let hostNames: [String]
  /// The folder of corrections, nil to keep none.
  let store: String?
  let storeLimitBytes: Int

  init(_ arguments: ParsedArguments) throws(CommandError) {
    address = arguments.value(of: "address") ?? "127.0.0.1"
    guard let kind = AddressKind(address) else {
      throw CommandError(ServerError.notAnAddress(address))
    }
    self.kind = kind
    port = try arguments.integer("port", in: 0...65535, default: 8017)
    hostNames = arguments.values(of: "host-name")
    for name in hostNames {
      guard HostHeader.isName(name) else {
        throw .usage(
          "--host-name must be a name such as raspberrypi.fritz.box, without http:// and port, not "
            + "'\(name)'.")
      }
    }
    store = arguments.value(of: "store")
    storeLimitBytes =
      try arguments.integer("store-limit", in: 1...1_000_000, default: 500) * 1_000_000
    guard store != nil || arguments.value(of: "store-limit") == nil else {
      throw .usage("--store-limit needs --store.")
    }
  }

  /// The page's address for a browser. Where all addresses of the machine are served, its name
  /// stands for them.
  func url(port: Int, token: AccessToken) -> String {
    let host: String
    if address == "0.0.0.0" || address == "::" {
      host = MachineName.current
    } else {
      host = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
    }
    return "http://\(host):\(port)/#token=\(token.text)"
  }
}
