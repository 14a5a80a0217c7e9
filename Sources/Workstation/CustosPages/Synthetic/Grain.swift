/// Fast noise for millions of pixels: xorshift, two uniform draws a value.
struct Grain {
  var state: UInt64

  /// A triangular draw from -1...1 (standard deviation 0.41).
  mutating func next() -> Float {
    state |= 1
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    let first = Float(state & 0xffff)
    let second = Float((state >> 24) & 0xffff)
    return (first - second) * 0x1p-16
  }
}
