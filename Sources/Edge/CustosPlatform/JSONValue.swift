import CCustosPlatform

/// A value of a JSON text. Each access gives nil for a value of another kind.
public struct JSONValue {
  private let root: Root
  private let value: OpaquePointer

  private final class Root {
    let pointer: OpaquePointer
    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { custos_json_free(pointer) }
  }

  /// Why a text is not JSON.
  public struct Failure: Error, Equatable, Sendable {
    /// What the parser found, such as `unexpected token near ']'`; empty where memory is short.
    public let detail: String
    /// Whether the text may well be JSON, but there is no memory for its values.
    public var isShortOfMemory: Bool { detail.isEmpty }
  }

  /// Parses UTF-8 text that holds one value; doubled names in an object are refused.
  public init(parsing text: [UInt8]) throws(Failure) {
    var detail = [CChar](repeating: 0, count: Int(CUSTOS_JSON_TEXT_SIZE))
    let parsed = text.withUnsafeBytes { bytes in
      custos_json_parse(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, &detail)
    }
    guard let parsed else {
      let bytes = detail.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw Failure(detail: MessageText.clean(String(decoding: bytes, as: UTF8.self), limit: 120))
    }
    root = Root(parsed)
    value = parsed
  }

  private init(_ value: OpaquePointer, of root: Root) {
    self.value = value
    self.root = root
  }

  /// A member of an object.
  public subscript(name: String) -> JSONValue? {
    name.withCString { custos_json_member(value, $0) }.map { JSONValue($0, of: root) }
  }

  /// The elements of an array.
  public var elements: [JSONValue]? {
    guard custos_json_is_array(value) else { return nil }
    return (0..<custos_json_count(value)).compactMap { index in
      custos_json_element(value, index).map { JSONValue($0, of: root) }
    }
  }

  /// A number, finite.
  public var number: Double? {
    var number = 0.0
    return custos_json_number(value, &number) && number.isFinite ? number : nil
  }

  /// A number without fraction and exponent.
  public var integer: Int? {
    var integer: Int64 = 0
    return custos_json_integer(value, &integer) ? Int(integer) : nil
  }

  /// A string.
  public var string: String? {
    var count = 0
    guard let start = custos_json_string(value, &count) else { return nil }
    return UnsafeBufferPointer(start: start, count: count).withMemoryRebound(to: UInt8.self) {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
