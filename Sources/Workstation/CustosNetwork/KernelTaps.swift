import CCustosFloatKernels

/// The taps of a kernel that meet the map anywhere. On a map that is narrower or lower than the kernel
/// reaches, the others see only padding: their products are zero, and so are their gradients. They are
/// a rectangle of the kernel.
struct KernelTaps {
  private let rows: Range<Int>
  private let columns: Range<Int>
  private let kernelColumns: Int

  /// All taps of the kernel, or those that meet the map.
  init(_ window: custos_window, onlyMet: Bool) {
    kernelColumns = window.kernel_width
    rows =
      onlyMet
      ? Self.met(
        window.kernel_height, size: window.height, outputs: window.output_height,
        stride: window.stride, padding: window.padding_top) : 0..<window.kernel_height
    columns =
      onlyMet
      ? Self.met(
        window.kernel_width, size: window.width, outputs: window.output_width,
        stride: window.stride, padding: window.padding_left) : 0..<window.kernel_width
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

  /// The places along one axis of the kernel that lie on the map for any output; the first output sees
  /// the map's first pixel, so that they hold the place `padding`.
  private static func met(
    _ places: Int, size: Int, outputs: Int, stride: Int, padding: Int
  ) -> Range<Int> {
    let met = (0..<places).lazy.filter { place in
      (0..<outputs).contains { (0..<size).contains($0 * stride + place - padding) }
    }
    guard let first = met.first, let last = met.last else { return 0..<places }
    return first..<last + 1
  }
}
