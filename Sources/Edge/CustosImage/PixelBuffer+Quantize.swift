extension PixelBuffer {
  /// Writes the network's input: `q = p - 128`, int8 `[height, width, 3]`, scale 1, zero point -128.
  ///
  /// `input` must hold exactly `height * width * 3` elements.
  public func quantize(into input: UnsafeMutableBufferPointer<Int8>) {
    precondition(input.count == pixels.count, "the input has another size")
    pixels.withUnsafeBufferPointer { source in
      // Subtracting 128 in 8 bits is the same as flipping the top bit.
      for index in 0..<source.count { input[index] = Int8(bitPattern: source[index] ^ 0x80) }
    }
  }

  /// The network's input as an array; see `quantize(into:)`.
  public func quantized() -> [Int8] {
    [Int8](unsafeUninitializedCapacity: pixels.count) { buffer, count in
      quantize(into: UnsafeMutableBufferPointer(rebasing: buffer[..<pixels.count]))
      count = pixels.count
    }
  }
}
