import CCustosFloatKernels
import CustosPlatform

/// Kernels in panels of 16 columns, in `scratch.panels`, valid until the next one.
extension Network {
  /// The kernel's taps `[taps * inputs, outputs]`.
  func packedKernel(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    pack(columns: shape.columns, depth: shape.inner) { columns, panels in
      shape.forEachRun(in: 0..<shape.inner) { rows, kernelRow in
        custos_f32_pack_panels(
          kernel + kernelRow * shape.columns + columns.lowerBound, shape.columns, 1, rows.count,
          columns.count, shape.inner, panels + rows.lowerBound * 16)
      }
    }
  }

  /// The kernel's taps transposed, `[outputs, taps * inputs]`.
  func packedTransposedKernel(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    pack(columns: shape.inner, depth: shape.columns) { columns, panels in
      shape.forEachRun(in: columns) { run, kernelRow in
        custos_f32_pack_panels(
          kernel + kernelRow * shape.columns, 1, shape.columns, shape.columns, run.count,
          shape.columns, panels + (run.lowerBound - columns.lowerBound) * shape.columns)
      }
    }
  }

  /// The kernel's taps turned by 180 degrees with its channels exchanged, `[taps * outputs, inputs]`.
  func packedTurnedKernel(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    let (channels, outputs, taps) = (shape.channels, shape.columns, shape.taps)
    return pack(columns: channels, depth: taps.count * outputs) { columns, panels in
      for tap in 0..<taps.count {
        custos_f32_pack_panels(
          kernel + (taps[tap] * channels + columns.lowerBound) * outputs, 1, outputs, outputs,
          columns.count, taps.count * outputs, panels + (taps.count - 1 - tap) * outputs * 16)
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
