import CCustosServer

/// The name that this machine has given itself.
public enum MachineName {
  /// The name, such as `raspberrypi`; empty when it has none.
  public static var current: String {
    var text = [CChar](repeating: 0, count: 256)
    custos_host_name(&text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
