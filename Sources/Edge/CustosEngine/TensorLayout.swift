import CustosModelFile

/// Where the elements of an activation lie in memory.
///
/// A map `[H, W, C]` is stored with a border that holds the zero point, wide enough for every
/// convolution that reads it, so that windows never leave the memory and need no row pointers:
///
///     left border | row 0 | gap | row 1 | gap | ... | row H - 1 | gap | bottom border
///
/// preceded by `top` rows of border. The gap between two rows is the right border of one and the left
/// border of the next, so it is as wide as the wider of the two.
struct TensorLayout: Equatable {
  /// Bytes that kernels may read past the end of a run, rounded up.
  private static let runOverread = 16

  let height: Int
  let width: Int
  let channels: Int
  /// Bytes of an element: 1 or 4.
  let elementSize: Int
  /// What the border holds.
  let zeroPoint: Int8
  private(set) var top = 0
  private(set) var left = 0
  private(set) var bottom = 0
  private(set) var right = 0
  /// Bytes behind the map that may be read, with any content.
  private(set) var overread = Self.runOverread

  /// A layout without border.
  init(_ tensor: Tensor) {
    height = tensor.height
    width = tensor.width
    channels = tensor.channels
    elementSize = tensor.elementType == .int8 ? 1 : 4
    zeroPoint = Int8(clamping: tensor.zeroPoint)
  }

  /// Widens the border so that `window` stays inside.
  mutating func include(_ window: Window) {
    top = max(top, window.paddingTop)
    left = max(left, window.paddingLeft)
    bottom = max(bottom, window.paddingBottom)
    right = max(right, window.paddingRight)
  }

  /// Sets memory aside for the tiles of 4x4 outputs that reach beyond the map: up to three pixels.
  mutating func includeTiles() { overread = Self.runOverread + 3 * pixelStride }

  /// Bytes from one pixel to the next.
  var pixelStride: Int { channels * elementSize }

  /// Bytes from one row to the next.
  var rowStride: Int { (width + max(left, right)) * pixelStride }

  /// Byte offset of pixel (0, 0).
  var origin: Int { left * pixelStride + top * rowStride }

  /// Bytes of the map with its border, without the over-read.
  var byteCount: Int { left * pixelStride + (top + height + bottom) * rowStride }

  /// Bytes to set aside: a multiple of 64.
  var allocatedByteCount: Int { (byteCount + overread + 63) & ~63 }

  /// Byte offset of a pixel; border coordinates are negative or beyond the map.
  func offset(y: Int, x: Int) -> Int { origin + y * rowStride + x * pixelStride }

  /// Writes the zero point into the border of the map that starts at `base`.
  func fillBorder(_ base: UnsafeMutableRawPointer) {
    fill(base, from: 0, to: origin)
    let gap = rowStride - width * pixelStride
    if gap > 0 {
      for y in 0..<height - 1 {
        let end = offset(y: y + 1, x: 0)
        fill(base, from: end - gap, to: end)
      }
    }
    fill(base, from: offset(y: height - 1, x: width), to: byteCount)
  }

  private func fill(_ base: UnsafeMutableRawPointer, from start: Int, to end: Int) {
    guard end > start else { return }
    (base + start).initializeMemory(as: Int8.self, repeating: zeroPoint, count: end - start)
  }
}
