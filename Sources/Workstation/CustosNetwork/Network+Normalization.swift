import CCustosFloatKernels
import CustosPlatform

/// What one batch normalisation keeps from its forward to its backward pass, a value per channel.
final class NormalizationState {
  let mean: FloatBuffer
  let inverseDeviation: FloatBuffer
  let scale: FloatBuffer
  let first: FloatBuffer
  let second: FloatBuffer

  init(channels: Int) throws(PlatformError) {
    mean = try FloatBuffer(count: channels)
    inverseDeviation = try FloatBuffer(count: channels)
    scale = try FloatBuffer(count: channels)
    first = try FloatBuffer(count: channels)
    second = try FloatBuffer(count: channels)
  }
}

extension Network {
  func forward(_ index: Int, _ normalization: BatchNormalizationParameters, training: Bool) {
    guard let state = normalizations[index],
      let movingMean = parameters.pointer(index, .movingMean),
      let movingVariance = parameters.pointer(index, .movingVariance)
    else { return }
    let gamma = parameters.pointer(index, .gamma)
    let channels = graph.nodes[index].shape.channels
    let input = value(graph.nodes[index].inputs[0])
    if training {
      batchStatistics(
        input, pixels: graph.nodes[index].shape.count / channels, normalization, state,
        movingMean: movingMean,
        movingVariance: movingVariance, channels: channels)
    } else {
      for channel in 0..<channels {
        state.mean.pointer[channel] = movingMean[channel]
        let variance = Double(movingVariance[channel]) + Double(normalization.epsilon)
        state.inverseDeviation.pointer[channel] = Float(1 / variance.squareRoot())
      }
    }
    for channel in 0..<channels {
      state.scale.pointer[channel] =
        (gamma?[channel] ?? 1) * state.inverseDeviation.pointer[channel]
    }
    normalize(index)
  }

  /// The output of a batch normalisation whose statistics are known, and of the ReLU computed with
  /// it.
  func normalize(_ index: Int) {
    guard let state = normalizations[index], let beta = parameters.pointer(index, .beta) else {
      return
    }
    let channels = graph.nodes[index].shape.channels
    let rows = imageCount * graph.nodes[index].shape.count / channels
    let input = value(graph.nodes[index].inputs[0])
    let floor: Float = plan.fusedRelu[index] == nil ? -.infinity : 0
    let output = value(index)
    _ = split(rows, unit: channels) { _, range in
      let offset = range.lowerBound * channels
      custos_f32_normalize(
        input + offset, state.mean.pointer, state.scale.pointer, beta, floor, range.count,
        channels, output + offset)
    }
  }

  /// Mean and deviation of the batch; moves the running ones. Like Keras's fused kernel, the
  /// running variance takes the unbiased estimate, n / (n - 1) times the batch's.
  private func batchStatistics(
    _ input: UnsafeMutablePointer<Float>, pixels: Int,
    _ normalization: BatchNormalizationParameters,
    _ state: NormalizationState, movingMean: UnsafeMutablePointer<Float>,
    movingVariance: UnsafeMutablePointer<Float>, channels: Int
  ) {
    let (sums, reference) = moments(
      input, pixels: pixels, channels: channels, movingMean: UnsafePointer(movingMean))
    let batchRows = pixels * batchImageCount
    let count = Double(batchRows)
    let unbiased = batchRows > 1 ? count / (count - 1) : 1
    let momentum = statisticsMomentum ?? normalization.momentum
    let rest = 1 - momentum
    for channel in 0..<channels {
      let offset = sums[channel] / count
      let mean = Float(Double(reference[channel]) + offset)
      let variance = max(0, sums[channels + channel] / count - offset * offset)
      state.mean.pointer[channel] = mean
      state.inverseDeviation.pointer[channel] =
        Float(1 / (variance + Double(normalization.epsilon)).squareRoot())
      movingMean[channel] = movingMean[channel] * momentum + mean * rest
      movingVariance[channel] =
        movingVariance[channel] * momentum + Float(variance * unbiased) * rest
    }
  }

  /// For each channel the sums of the differences to a reference over the batch, and of their squares.
  private func moments(
    _ input: UnsafeMutablePointer<Float>, pixels: Int, channels: Int,
    movingMean: UnsafePointer<Float>
  ) -> (sums: UnsafeMutablePointer<Double>, reference: UnsafePointer<Float>) {
    // Sums are taken about the first pixel, which keeps them exact when the mean is far from 0.
    guard shards == nil else {
      let sums = sumsOfShards(pixels, channels) { range, first, sums, squares in
        custos_f32_moments(
          input + range.lowerBound * channels, input + first * channels, range.count, channels,
          sums,
          squares)
      }
      for (place, images) in shardImages.enumerated() where !images.isEmpty {
        shiftSums(
          sums + place * 2 * channels, rows: images.count * pixels, channels: channels,
          from: input + images.lowerBound * pixels * channels, to: movingMean)
      }
      return (addUpOverBatch(sums, channels), movingMean)
    }
    let rows = imageCount * pixels
    let sums = columnSums(rows: rows, channels: channels) { range, sums, squares in
      custos_f32_moments(
        input + range.lowerBound * channels, input, range.count, channels, sums, squares)
    }
    guard communicator.size > 1 else { return (sums, UnsafePointer(input)) }
    shiftSums(sums, rows: rows, channels: channels, from: input, to: movingMean)
    sumOverProcesses(sums, count: 2 * channels)
    return (sums, movingMean)
  }

  /// Turns sums of differences to `old`, and of their squares, into those of differences to `new`,
  /// which is the same in all processes.
  private func shiftSums(
    _ sums: UnsafeMutablePointer<Double>, rows: Int, channels: Int, from old: UnsafePointer<Float>,
    to new: UnsafePointer<Float>
  ) {
    let count = Double(rows)
    for channel in 0..<channels {
      let distance = Double(old[channel]) - Double(new[channel])
      sums[channels + channel] += distance * (2 * sums[channel] + count * distance)
      sums[channel] += count * distance
    }
  }

  /// Adds sums up over the processes; a failure is kept for the end of the backward pass.
  func sumOverProcesses(_ sums: UnsafeMutablePointer<Double>, count: Int) {
    guard communicator.size > 1 && communicationFailure == nil else { return }
    do throws(CommunicationError) {
      try communicator.sum(UnsafeMutableBufferPointer(start: sums, count: count))
    } catch {
      communicationFailure = error
    }
  }

  /// Gradients of a batch normalisation, and of the ReLU computed with it.
  func backwardNormalization(_ index: Int) {
    guard let state = normalizations[index] else { return }
    if usesStoredStatistics[index] {
      // The statistics are constants: the layer is a scale and a shift that are frozen.
      let channels = graph.nodes[index].shape.channels
      state.first.pointer.update(repeating: 0, count: channels)
      state.second.pointer.update(repeating: 0, count: channels)
    } else {
      backwardStatistics(index, state)
    }
    backwardMap(index, state)
  }

  /// The gradients of scale and shift, and what the statistics add to the gradient of the input.
  private func backwardStatistics(_ index: Int, _ state: NormalizationState) {
    let betaOffset = parameters.gradientOffset(index, .beta)
    let gammaOffset = parameters.gradientOffset(index, .gamma)
    let channels = graph.nodes[index].shape.channels
    let pixels = graph.nodes[index].shape.count / channels
    let input = value(graph.nodes[index].inputs[0])
    let gate: UnsafeMutablePointer<Float>? = plan.fusedRelu[index] == nil ? nil : value(index)
    let output = gradient(index)
    let mean = state.mean.pointer
    let inverses = state.inverseDeviation.pointer
    func body(
      _ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>,
      _ products: UnsafeMutablePointer<Double>
    ) {
      let offset = range.lowerBound * channels
      custos_f32_normalize_sums(
        input + offset, gate.map { UnsafePointer($0 + offset) }, output + offset, mean,
        range.count, channels, sums, products)
    }
    // Gradients of weights are those of the own images: they are added up over the processes later.
    var sums: UnsafeMutablePointer<Double>
    if shards != nil {
      sums = sumsOfShards(pixels, channels) { range, _, sums, products in
        body(range, sums, products)
      }
      if let betaOffset { addUp(sums, of: channels, at: betaOffset) { $0[$1] } }
      if let gammaOffset {
        addUp(sums, of: channels, at: gammaOffset) { $0[channels + $1] * Double(inverses[$1]) }
      }
      sums = addUpOverBatch(sums, channels)
    } else {
      sums = columnSums(rows: imageCount * pixels, channels: channels, body)
      for channel in 0..<channels {
        if let betaOffset {
          parameterGradients.pointer[betaOffset + channel] = Float(sums[channel])
        }
        if let gammaOffset {
          parameterGradients.pointer[gammaOffset + channel] =
            Float(sums[channels + channel] * Double(inverses[channel]))
        }
      }
      sumOverProcesses(sums, count: 2 * channels)
    }
    let count = Double(pixels * batchImageCount)
    for channel in 0..<channels {
      let inverse = Double(state.inverseDeviation.pointer[channel])
      let scale = Double(state.scale.pointer[channel])
      let product = sums[channels + channel] * inverse
      state.first.pointer[channel] = Float(-scale * inverse * product / count)
      state.second.pointer[channel] = Float(-scale * sums[channel] / count)
    }
  }

  /// The gradient of the input, where it is of use.
  private func backwardMap(_ index: Int, _ state: NormalizationState) {
    let inputIndex = graph.nodes[index].inputs[0]
    guard plan.needsGradient[inputIndex] else { return }
    let channels = graph.nodes[index].shape.channels
    let rows = imageCount * graph.nodes[index].shape.count / channels
    let input = value(inputIndex)
    let gate: UnsafeMutablePointer<Float>? = plan.fusedRelu[index] == nil ? nil : value(index)
    let output = gradient(index)
    let mean = state.mean.pointer
    let result = gradient(inputIndex)
    let accumulates: Int32 = hasGradient[plan.root[inputIndex]] ? 1 : 0
    _ = split(rows, unit: channels) { _, range in
      let offset = range.lowerBound * channels
      custos_f32_normalize_gradient(
        input + offset, gate.map { UnsafePointer($0 + offset) }, output + offset, mean,
        state.scale.pointer, state.first.pointer, state.second.pointer, accumulates, range.count,
        channels, result + offset)
    }
    hasGradient[plan.root[inputIndex]] = true
  }

  /// Two sums a channel over rows, added up part by part in a fixed order: `[2, channels]`, valid
  /// until the next call.
  func columnSums(
    rows: Int, channels: Int,
    _ body: (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> UnsafeMutablePointer<Double> {
    let total = scratch.sums
    let parts = split(rows, unit: channels) { part, range in
      let sums = total + part * 2 * channels
      sums.update(repeating: 0, count: 2 * channels)
      body(range, sums, sums + channels)
    }
    for part in 1..<max(1, parts) {
      for index in 0..<2 * channels { total[index] += total[part * 2 * channels + index] }
    }
    return total
  }
}
