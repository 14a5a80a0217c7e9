import CCustosFloatKernels
import CustosPlatform

/// Kernels in panels of 16 columns, in `scratch.panels`, valid until the next one.
extension Network {
  /// The kernel `[taps * inputs, outputs]`.
  func packedKernel(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    pack(columns: shape.columns, depth: shape.inner) { columns, panels in
      custos_f32_pack_panels(
        kernel + columns.lowerBound, shape.columns, 1, shape.inner, columns.count, shape.inner,
        panels)
    }
  }

  /// The kernel transposed, `[outputs, taps * inputs]`.
  func packedTransposedKernel(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    pack(columns: shape.inner, depth: shape.columns) { columns, panels in
      custos_f32_pack_panels(
        kernel + columns.lowerBound * shape.columns, 1, shape.columns, shape.columns,
        columns.count, shape.columns, panels)
    }
  }

  /// The kernel turned by 180 degrees with its channels exchanged, `[taps * outputs, inputs]`.
  func packedTurnedKernel(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    let (channels, outputs) = (shape.window.channels, shape.columns)
    return pack(columns: channels, depth: shape.taps * outputs) { columns, panels in
      for tap in 0..<shape.taps {
        custos_f32_pack_panels(
          kernel + (tap * channels + columns.lowerBound) * outputs, 1, outputs, outputs,
          columns.count, shape.taps * outputs, panels + (shape.taps - 1 - tap) * outputs * 16)
      }
    }
  }

  /// Fills the panels in parallel.
  private func pack(
    columns: Int, depth: Int,
    _ body: (_ columns: Range<Int>, _ panels: UnsafeMutablePointer<Float>) -> Void
  ) -> UnsafePointer<Float> {
    let panels = scratch.panels.pointer
    _ = split(columns / 16, unit: 16 * depth) { _, range in
      body(range.lowerBound * 16..<range.upperBound * 16, panels + range.lowerBound * 16 * depth)
    }
    return UnsafePointer(panels)
  }
}
