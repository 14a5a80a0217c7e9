/// Text that C has written into a buffer.
enum TextBuffer {
  static func string(_ buffer: some Collection<CChar>, length: Int) -> String {
    String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Text of at most 350 bytes: enough for the longest double with 17 decimals.
  static func make(_ write: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 351) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      let length = write(start, buffer.count)
      return string(buffer, length: min(length, buffer.count - 1))
    }
  }
}
