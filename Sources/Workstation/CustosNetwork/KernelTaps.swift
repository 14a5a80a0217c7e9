import CCustosFloatKernels

/// The taps of a kernel that see the map anywhere. On a map that is narrower or lower than the kernel
/// reaches, the others see only padding: their products are zero, and so are their gradients. They are
/// a rectangle of the kernel. (The int8 engine's are `VisibleTaps`.)
struct KernelTaps {
  private let rows: Range<Int>
  private let columns: Range<Int>
  private let kernelColumns: Int

  /// All taps of the kernel, or those that see the map.
  init(_ window: custos_window, onlyVisible: Bool) {
    kernelColumns = window.kernel_width
    guard onlyVisible else {
      (rows, columns) = (0..<window.kernel_height, 0..<window.kernel_width)
      return
    }
    rows = Self.visible(
      window.kernel_height, padding: window.padding_top, extent: window.height,
      reach: (window.output_height - 1) * window.stride)
    columns = Self.visible(
      window.kernel_width, padding: window.padding_left, extent: window.width,
      reach: (window.output_width - 1) * window.stride)
  }

  /// The number of taps.
  var count: Int { rows.count * columns.count }

  /// Taps that follow each other in the kernel.
  var run: Int { columns.count == kernelColumns ? count : columns.count }

  /// The place in the kernel of one of these taps, both counted row by row.
  subscript(tap: Int) -> Int {
    (rows.lowerBound + tap / columns.count) * kernelColumns + columns.lowerBound
      + tap % columns.count
  }

  /// Whether a place in the kernel is one of these taps.
  func contains(place: Int) -> Bool {
    rows.contains(place / kernelColumns) && columns.contains(place % kernelColumns)
  }

  /// The window of these taps alone over the same map.
  func window(of kernel: custos_window) -> custos_window {
    var window = kernel
    window.kernel_height = rows.count
    window.kernel_width = columns.count
    window.padding_top -= rows.lowerBound
    window.padding_left -= columns.lowerBound
    return window
  }

  /// The first window begins at `-padding`, the last one at `reach - padding`; every window holds an
  /// element of the map, so some tap is left.
  private static func visible(_ taps: Int, padding: Int, extent: Int, reach: Int) -> Range<Int> {
    max(0, padding - reach)..<min(taps, padding + extent)
  }
}
