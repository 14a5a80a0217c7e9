/// Finds out how long the rows of a raw stream are: boards pad them to 32, 64, 128 or more bytes, and no
/// program says to how many.
///
/// A camera program writes a picture at once and then waits for the next one, so two pauses that are
/// as far apart as a pause before them are a picture's bytes apart. Pauses within a picture, which a
/// busy board makes, are passed over: they are not a whole number of rows apart.
struct StrideFinder {
  /// Bytes by which a row may be longer than its pixels: less than the largest alignment.
  private static let paddingLimit = 256

  /// The newest bytes, enough for a picture.
  private var tail: [UInt8] = []
  private var position = 0
  private var pauses = [0]

  /// Bytes from one pause to the next, where twice the same.
  private var periods: [Int] = []

  /// The bytes of a picture whatever its size, as far as they are known.
  var period: Int? { periods.min() }

  /// Takes the stream's next bytes; pictures are `width` x `height` pixels.
  mutating func take(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) {
    position += bytes.count
    tail += bytes
    let needed = (width + Self.paddingLimit) * height * 3 / 2
    if tail.count > 2 * needed { tail.removeFirst(tail.count - needed) }
  }

  /// The writer pauses here. Returns the rows' length once it is known, and the picture that ends here.
  mutating func pause(width: Int, height: Int) -> (size: RawPictureSize, picture: [UInt8])? {
    guard position > pauses[pauses.count - 1] else { return nil }
    for earlier in pauses.reversed() {
      let count = position - earlier
      guard pauses.contains(earlier - count) else { continue }
      let isSeveral = isSeveralPictures(count)
      if !isSeveral, !periods.contains(count), periods.count < 64 { periods.append(count) }
      let stride = count * 2 / (3 * height)
      guard !isSeveral, stride * 3 * height == count * 2, stride >= width,
        stride < width + Self.paddingLimit,
        count <= tail.count, let size = RawPictureSize(width: width, height: height, stride: stride)
      else { continue }
      return (size, Array(tail.suffix(count)))
    }
    pauses.append(position)
    if pauses.count > 256 { pauses.removeFirst() }
    return nil
  }

  /// Whether so many bytes are smaller pictures: four of half the size have as many as one of the whole
  /// size. The writer then has paused at most of their ends.
  private func isSeveralPictures(_ count: Int) -> Bool {
    periods.contains { period in
      guard period < count, count % period == 0 else { return false }
      let between = 1..<count / period
      return between.filter { pauses.contains(position - $0 * period) }.count * 2 >= between.count
    }
  }
}
