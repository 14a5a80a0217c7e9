/// Words as C takes them: pointers to texts that end with a zero byte, and a null pointer.
struct ArgumentList {
  private let texts: [[CChar]]

  init(_ words: [String]) {
    texts = words.map { word in word.utf8.map { CChar(bitPattern: $0) } + [0] }
  }

  /// Calls `body` with the pointers, which are valid within it.
  func withPointers<Result>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    var starts: [Int] = []
    var all: [CChar] = []
    for text in texts {
      starts.append(all.count)
      all += text
    }
    return all.withUnsafeBufferPointer { buffer in
      var pointers: [UnsafePointer<CChar>?] = starts.map { start in
        buffer.baseAddress.map { $0 + start }
      }
      pointers.append(nil)
      return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }
}
