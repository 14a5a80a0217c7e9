import CCustosServer

/// Who can reach an address.
public enum AddressKind: Equatable, Sendable {
  /// Programs on this machine.
  case loopback
  /// Other machines, too.
  case other

  /// Looks at a numeric IPv4 or IPv6 address without brackets; nil when it is none.
  public init?(_ text: String) {
    switch text.withCString(custos_kind_of_address) {
    case CUSTOS_ADDRESS_LOOPBACK: self = .loopback
    case CUSTOS_ADDRESS_OTHER: self = .other
    default: return nil
    }
  }
}
