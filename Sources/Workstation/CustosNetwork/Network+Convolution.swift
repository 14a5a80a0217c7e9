import CCustosFloatKernels
import CustosPlatform

extension Network {
  func forward(_ index: Int, _ convolution: ConvolutionParameters) {
    guard let shape = ConvolutionShape(graph, graph.nodes[index]) else { return }
    multiply(index, shape)
  }

  func forwardDense(_ index: Int) {
    guard let shape = ConvolutionShape(graph, graph.nodes[index]) else { return }
    multiply(index, shape)
  }

  private func multiply(_ index: Int, _ shape: ConvolutionShape) {
    guard let kernel = parameters.pointer(index, .kernel) else { return }
    let input = value(graph.nodes[index].inputs[0])
    let output = value(index)
    let bias = parameters.pointer(index, .bias)
    if let tiles = algorithms.winograd(index, .forward) {
      transformKernel(kernel, tiles)
      convolve(input, tiles, bias: bias, into: output, accumulates: false)
      return
    }
    let factor: MatrixProduct.RightFactor =
      shape.usesPanels
      ? .panels(packedKernel(kernel, shape))
      : .matrix(.init(pointer: kernel, stride: shape.columns))
    multiplyPatches(
      of: input, shape.window, isPlain: shape.isPlain, inner: shape.inner,
      pixels: shape.outputPixels,
      by: factor, columns: shape.columns, into: output, keep: 0
    ) { range in
      guard let bias else { return }
      custos_f32_bias_add(
        output + range.lowerBound * shape.columns, bias, range.count, shape.columns)
    }
  }

  /// Multiplies the patch matrix of a map, block by block, by a matrix; `finish` is called for each
  /// block of rows while it is still in the cache.
  private func multiplyPatches(
    of map: UnsafeMutablePointer<Float>, _ window: custos_window, isPlain: Bool, inner: Int,
    pixels: Int, by factor: MatrixProduct.RightFactor, columns: Int,
    into output: UnsafeMutablePointer<Float>, keep: Float, finish: (Range<Int>) -> Void
  ) {
    forEachMatrixBlock(pixels: pixels, inner: inner) { range, worker in
      guard !range.isEmpty else { return }
      var patches = UnsafePointer(map + range.lowerBound * inner)
      if !isPlain {
        let block = scratch.patches[worker].pointer
        withUnsafePointer(to: window) {
          custos_f32_im2col($0, map, range.lowerBound, range.count, 0, inner, block, inner)
        }
        patches = UnsafePointer(block)
      }
      MatrixProduct.run(
        rows: range.count, columns: columns, inner: inner,
        .init(pointer: patches, stride: inner), factor,
        into: output + range.lowerBound * columns, stride: columns, keep: keep)
      finish(range)
    }
  }

  /// Gradients of a convolution or dense layer: kernel, bias, and input where it is of use.
  func backwardProduct(_ index: Int) {
    guard let shape = ConvolutionShape(graph, graph.nodes[index]) else { return }
    timed(index, .weightGradient) {
      backwardKernel(index, shape)
      if shape.hasBias { backwardBias(index, shape) }
    }
    let input = graph.nodes[index].inputs[0]
    guard plan.needsGradient[input] else { return }
    timed(index, .inputGradient) {
      if shape.window.stride == 1 {
        backwardInput(index, shape)
      } else {
        backwardStridedInput(index, shape)
      }
    }
    hasGradient[plan.root[input]] = true
  }

  private func backwardKernel(_ index: Int, _ shape: ConvolutionShape) {
    guard let offset = parameters.gradientOffset(index, .kernel) else { return }
    guard shards == nil else { return backwardShardedKernel(index, shape, at: offset) }
    let result = parameterGradients.pointer + offset
    let partial = scratch.partialKernels.pointer
    let input = value(graph.nodes[index].inputs[0])
    let gradient = self.gradient(index)
    if let tiles = algorithms.winograd(index, .kernel) {
      kernelGradient(of: input, gradient, tiles, images: imageCount, into: result)
      return
    }
    if shape.taps.count < shape.kernelTaps {
      let size = shape.channels * shape.columns
      pool.run(shape.kernelTaps) { place, _ in
        guard !shape.taps.contains(place: place) else { return }
        (result + place * size).update(repeating: 0, count: size)
      }
    }
    let rows = imageCount * shape.outputPixels
    let split = KernelGradientSplit(shape, rows: rows, threads: pool.threadCount)
    pool.run(split.inner.parts * split.rows.parts) { part, worker in
      let rowPart = part % split.rows.parts
      let inner = split.inner[part / split.rows.parts]
      let target =
        rowPart == 0 ? result : partial + (rowPart - 1) * shape.kernelCount
      let rows = split.rows[rowPart]
      for begin in stride(from: rows.lowerBound, to: rows.upperBound, by: split.blockRows) {
        addProducts(
          of: input, gradient, shape, begin..<min(begin + split.blockRows, rows.upperBound), inner,
          on: worker, keeps: begin > rows.lowerBound, into: target)
      }
    }
    guard split.rows.parts > 1 else { return }
    _ = self.split(shape.inner, unit: shape.columns) { _, range in
      shape.forEachRun(in: range) { run, kernelRow in
        let begin = kernelRow * shape.columns
        for rowPart in 1..<split.rows.parts {
          let other = partial + (rowPart - 1) * shape.kernelCount + begin
          custos_f32_scale(other, 1, 1, run.count * shape.columns, result + begin)
        }
      }
    }
  }

  private func backwardBias(_ index: Int, _ shape: ConvolutionShape) {
    guard let offset = parameters.gradientOffset(index, .bias) else { return }
    let result = parameterGradients.pointer + offset
    if let normalization = plan.normalization[index], !usesStoredStatistics[normalization] {
      // A shift before a batch's own mean is taken off has no effect: its gradient is exactly zero.
      for node in 0..<(shards?.nodes.count ?? 1) {
        (result + node * parameters.trainableCount).update(repeating: 0, count: shape.columns)
      }
      return
    }
    let gradient = self.gradient(index)
    guard shards == nil else {
      let sums = sumsOfShards(shape.outputPixels, shape.columns) { range, _, sums, _ in
        custos_f32_column_sums(
          gradient + range.lowerBound * shape.columns, range.count, shape.columns, sums)
      }
      return addUp(sums, of: shape.columns, at: offset) { $0[$1] }
    }
    let sums = columnSums(rows: imageCount * shape.outputPixels, channels: shape.columns) {
      range, sums, _ in
      custos_f32_column_sums(
        gradient + range.lowerBound * shape.columns, range.count, shape.columns, sums)
    }
    for channel in 0..<shape.columns { result[channel] = Float(sums[channel]) }
  }

  /// Stride 1: the input's gradient is the convolution of the output's with the turned kernel.
  private func backwardInput(_ index: Int, _ shape: ConvolutionShape) {
    guard let kernel = parameters.pointer(index, .kernel) else { return }
    let input = graph.nodes[index].inputs[0]
    let keep: Float = hasGradient[plan.root[input]] ? 1 : 0
    let channels = shape.channels
    if let tiles = algorithms.winograd(index, .input) {
      transformKernel(turned(kernel, shape), tiles)
      convolve(gradient(index), tiles, bias: nil, into: gradient(input), accumulates: keep > 0)
      return
    }
    let factor: MatrixProduct.RightFactor
    if shape.usesPanels {
      factor = .panels(packedTurnedKernel(kernel, shape))
    } else if shape.isPlain {
      factor = .matrix(.init(pointer: kernel, stride: shape.columns, isTransposed: true))
    } else {
      factor = .matrix(.init(pointer: turned(kernel, shape), stride: channels))
    }
    multiplyPatches(
      of: gradient(index), shape.backward(shape.window), isPlain: shape.isPlain,
      inner: shape.backwardInner, pixels: shape.inputPixels, by: factor,
      columns: channels, into: gradient(input), keep: keep
    ) { _ in }
  }

  /// The whole kernel turned by 180 degrees with its channels exchanged, in `scratch.turnedKernel`.
  private func turned(
    _ kernel: UnsafePointer<Float>, _ shape: ConvolutionShape
  ) -> UnsafePointer<Float> {
    let turned = scratch.turnedKernel.pointer
    let size = shape.channels * shape.columns
    pool.run(shape.kernelTaps) { tap, _ in
      custos_f32_transpose(
        kernel + tap * size, shape.channels, shape.columns,
        turned + (shape.kernelTaps - 1 - tap) * size)
    }
    return UnsafePointer(turned)
  }

  /// Other strides: patches of gradients are added back to the map, image by image.
  private func backwardStridedInput(_ index: Int, _ shape: ConvolutionShape) {
    guard let kernel = parameters.pointer(index, .kernel) else { return }
    let input = graph.nodes[index].inputs[0]
    let output = gradient(index)
    let result = gradient(input)
    let accumulates = hasGradient[plan.root[input]]
    let factor: MatrixProduct.RightFactor =
      shape.usesPanels
      ? .panels(packedTransposedKernel(kernel, shape))
      : .matrix(.init(pointer: kernel, stride: shape.columns, isTransposed: true))
    let mapSize = graph.nodes[input].shape.count
    let rows = shards == nil ? batchSize * shape.outputPixels : shape.outputPixels
    let block = min(
      WorkSplit.matrixRows(
        rows, inner: shape.inner, threads: shards == nil ? pool.threadCount : 1
      ).length, shape.outputPixels)
    pool.run(imageCount) { image, worker in
      let map = result + image * mapSize
      if !accumulates { map.update(repeating: 0, count: mapSize) }
      let patches = scratch.patches[worker].pointer
      for begin in stride(from: 0, to: shape.outputPixels, by: block) {
        let count = min(block, shape.outputPixels - begin)
        let rows = output + (image * shape.outputPixels + begin) * shape.columns
        MatrixProduct.run(
          rows: count, columns: shape.inner, inner: shape.columns,
          .init(pointer: rows, stride: shape.columns), factor, into: patches, stride: shape.inner)
        withUnsafePointer(to: shape.window) {
          custos_f32_col2im_add($0, patches, begin, count, map)
        }
      }
    }
  }
}
