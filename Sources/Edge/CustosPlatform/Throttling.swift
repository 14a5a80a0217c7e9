/// What holds back a Raspberry Pi's processor, as its firmware tells.
public struct Throttling: Equatable, Sendable {
  /// The firmware's bits: 0 to 3 tell of this moment, 16 to 19 the same of the time since boot.
  public let bits: UInt32

  /// Takes the firmware's bits.
  public init(bits: UInt32) { self.bits = bits }

  /// Reads the firmware's bits from a hexadecimal number with or without `0x`; nil for other text.
  public init?(hexadecimal text: String) {
    guard let value = SystemFile.hexadecimal(text), let bits = UInt32(exactly: value) else {
      return nil
    }
    self.bits = bits
  }

  /// The names of what holds it back at this moment.
  public var now: [String] { names(from: 0) }

  /// The names of what has held it back at some time since boot.
  public var sinceBoot: [String] { names(from: 16) }

  /// The bits as a hexadecimal number, such as `0x50005`.
  public var hexadecimal: String { "0x" + String(bits, radix: 16) }

  private static let names = [
    "under-voltage", "frequency capped", "throttled", "soft temperature limit",
  ]

  private func names(from first: UInt32) -> [String] {
    Self.names.indices.filter { bits >> (first + UInt32($0)) & 1 == 1 }.map { Self.names[$0] }
  }
}
