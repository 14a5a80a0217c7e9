import CustosImage
import CustosPlatform

/// What an audit needs to know about a picture once its pixels are gone.
struct PictureFacts: Hashable, Sendable {
  /// Columns of the file.
  let width: Int
  /// Rows of the file.
  let height: Int
  /// A hash of all pixels as they were decoded: two of a million pictures share one by chance with a
  /// probability below 1 in 10 million.
  let pixelHash: UInt64
  /// What is left of it when it is saved anew.
  let likeness: Likeness

  init(_ image: PixelBuffer) {
    width = image.width
    height = image.height
    pixelHash = Self.hash(image.pixels)
    likeness = Likeness(GrayImage(image))
  }

  /// FNV-1a over words of eight bytes, folded so that high bits reach low ones as well.
  private static func hash(_ pixels: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    let bytes = pixels.span.bytes
    let whole = bytes.byteCount & ~7
    for offset in stride(from: 0, to: whole, by: 8) { mix(bytes.uint64(at: offset)) }
    for byte in pixels[whole...] { mix(UInt64(byte)) }
    return hash
  }
}
