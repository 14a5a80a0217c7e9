import CCustosServer

/// A random secret that whoever may write has been shown.
public struct AccessToken: Sendable {
  /// The secret: 32 hexadecimal digits.
  public let text: String

  /// Draws a new secret.
  ///
  /// - Throws: `ServerError.noRandomNumbers`.
  public init() throws(ServerError) {
    var bytes = [UInt8](repeating: 0, count: 16)
    let errorNumber = custos_random_bytes(&bytes, bytes.count)
    guard errorNumber == 0 else { throw .noRandomNumbers(errorNumber: errorNumber) }
    let digits = [UInt8]("0123456789abcdef".utf8)
    text = String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Whether a client knows the secret; the time that this takes tells nothing about it.
  public func matches(_ candidate: String?) -> Bool {
    guard let candidate else { return false }
    let own = [UInt8](text.utf8)
    let other = [UInt8](candidate.utf8)
    return own.count == other.count && custos_equal_secrets(own, other, own.count)
  }
}
