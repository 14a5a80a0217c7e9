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
///
/// A tensor that is a part of a joined one (`part`) has the joined tensor's rows, border and distance of
/// pixels, and its channels are a range of each pixel's.
struct TensorLayout: Equatable {
  /// Bytes that kernels may read past the end of a run, rounded up.
  private static let runOverread = 16

  let height: Int
  let width: Int
  private(set) var channels: Int
  /// Bytes of an element: 1 or 4.
  let elementSize: Int
  /// What the border holds.
  let zeroPoint: Int8
  private(set) var top = 0
  private(set) var left = 0
  private(set) var bottom = 0
  private(set) var right = 0
  /// Bytes from one pixel to the next.
  let pixelStride: Int
  /// Bytes from one row to the next.
  private(set) var rowStride: Int
  /// Byte offset of the first channel of pixel (0, 0).
  private(set) var origin = 0
  /// Bytes between the start of a pixel and the tensor's first channel.
  private(set) var channelOffset = 0
  /// Bytes behind the map that may be read, with any content.
  private(set) var overread = Self.runOverread

  /// A layout without border.
  init(_ tensor: Tensor) {
    height = tensor.height
    width = tensor.width
    channels = tensor.channels
    elementSize = tensor.elementType == .int8 ? 1 : 4
    zeroPoint = Int8(clamping: tensor.zeroPoint)
    pixelStride = tensor.channels * elementSize
    rowStride = tensor.width * pixelStride
  }

  /// Widens the border so that `window` stays inside.
  mutating func include(_ window: Window) {
    top = max(top, window.paddingTop)
    left = max(left, window.paddingLeft)
    bottom = max(bottom, window.paddingBottom)
    right = max(right, window.paddingRight)
    rowStride = (width + max(left, right)) * pixelStride
    origin = left * pixelStride + top * rowStride
  }

  /// Sets memory aside for the tiles of 4x4 outputs that reach beyond the map: up to three pixels.
  mutating func includeTiles() { overread = Self.runOverread + 3 * pixelStride }

  /// The layout of a tensor of `channels` channels that begins at channel `first` of this one.
  func part(first: Int, channels: Int) -> TensorLayout {
    var part = self
    part.channels = channels
    part.channelOffset = channelOffset + first * elementSize
    part.origin = origin + first * elementSize
    return part
  }

  /// Whether the pixels of a row follow each other without a gap.
  var isDense: Bool { pixelStride == channels * elementSize }

  /// Bytes of the map with its border, without the over-read.
  var byteCount: Int { left * pixelStride + (top + height + bottom) * rowStride }

  /// Bytes to set aside: a multiple of 64.
  var allocatedByteCount: Int { (byteCount + overread + 63) & ~63 }

  /// Byte offset of a pixel's first channel; border coordinates are negative or beyond the map.
  func offset(y: Int, x: Int) -> Int { origin + y * rowStride + x * pixelStride }

  /// Writes the zero point into the border of the map that starts at `base`; all channels of it, so not
  /// to be called for a part.
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
