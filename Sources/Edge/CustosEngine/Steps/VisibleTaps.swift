import CustosModelFile

/// The rows and columns of a convolution's window that see the map at one output or more.
///
/// On maps smaller than the window's reach the other taps see nothing but padding: on a map of one
/// column, two of the three columns of a 3x3 window. What they add to every sum is the same, so it
/// goes into the bias and they need no products.
struct VisibleTaps {
  /// Rows of the window that see the map.
  let rows: Range<Int>
  /// Columns of the window that see the map.
  let columns: Range<Int>
  /// The remaining window.
  let window: Window

  /// Finds the taps of `window` over `input` with as many outputs as `output` has.
  init(_ window: Window, input: Tensor, output: Tensor) {
    rows = Self.visible(
      window.kernelHeight, padding: window.paddingTop, extent: input.height,
      reach: (output.height - 1) * window.strideY)
    columns = Self.visible(
      window.kernelWidth, padding: window.paddingLeft, extent: input.width,
      reach: (output.width - 1) * window.strideX)
    self.window = Window(
      kernelHeight: rows.count, kernelWidth: columns.count, strideY: window.strideY,
      strideX: window.strideX, paddingTop: window.paddingTop - rows.lowerBound,
      paddingLeft: window.paddingLeft - columns.lowerBound,
      paddingBottom: max(0, window.paddingBottom - (window.kernelHeight - rows.upperBound)),
      paddingRight: max(0, window.paddingRight - (window.kernelWidth - columns.upperBound)))
  }

  /// Whether no tap can be left out of `window`.
  func areAll(of window: Window) -> Bool {
    rows.count == window.kernelHeight && columns.count == window.kernelWidth
  }

  /// The first window begins at `-padding`, the last one at `reach - padding`. In a valid model
  /// every window holds an element of the map, so some tap is left.
  private static func visible(_ taps: Int, padding: Int, extent: Int, reach: Int) -> Range<Int> {
    max(0, padding - reach)..<min(taps, padding + extent)
  }
}

extension Model {
  /// The taps of one of the model's layers that see the map.
  func visibleTaps(_ layer: Convolution) -> VisibleTaps {
    VisibleTaps(layer.window, input: tensors[layer.input], output: tensors[layer.output])
  }
}
