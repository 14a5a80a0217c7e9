import Foundation

/// Encodes the lines of JSON-lines output: sorted keys in snake case, without a line break.
public struct JSONLineEncoder {
  private let encoder = JSONEncoder()

  /// Prepares for any number of lines.
  public init() {
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
  }

  /// One line.
  public func line(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
