import CustosModelFile
import CustosNetwork

/// A factor and a shift for each channel, `y = factor * x + shift`, in double precision.
public struct ChannelFactors: Sendable {
  /// Factors `[C]`.
  public let factors: [Double]
  /// Shifts `[C]`.
  public let shifts: [Double]

  /// Nothing is changed.
  static func identity(_ channels: Int) -> ChannelFactors {
    ChannelFactors(
      factors: [Double](repeating: 1, count: channels),
      shifts: [Double](repeating: 0, count: channels))
  }
}

extension GraphFolder {
  mutating func addNormalization(
    _ index: Int, _ normalization: BatchNormalizationParameters
  )
    throws
  {
    let node = graph.nodes[index]
    let variance = try weights(node, "moving_variance")
    let mean = try weights(node, "moving_mean")
    let beta = try weights(node, "beta")
    let gamma =
      normalization.hasScale
      ? try weights(node, "gamma") : [Float](repeating: 1, count: mean.count)
    let factors = mean.indices.map {
      Double(gamma[$0]) / (Double(variance[$0]) + Double(normalization.epsilon)).squareRoot()
    }
    let shifts = mean.indices.map { Double(beta[$0]) - Double(mean[$0]) * factors[$0] }
    guard let bad = (factors + shifts).first(where: { !$0.isFinite }) else {
      return try fold(index, ChannelFactors(factors: factors, shifts: shifts))
    }
    throw QuantizationError.badWeights(tensor: "\(node.name)/moving_variance", value: Float(bad))
  }

  private mutating func fold(_ index: Int, _ channels: ChannelFactors) throws {
    let input = graph.nodes[index].inputs[0]
    let layer = results[input].layer
    if isOnlyReader(of: input), !layers[layer].hasRelu, results[input].padding == Padding(),
      case .convolution(let window, var weights) = layers[layer].operation
    {
      weights.scale(by: channels)
      layers[layer].operation = .convolution(window, weights)
      layers[layer].node = index
      results.append(results[input])
    } else {
      try appendUnpadded(.channelAffine(channels), index)
    }
  }

  mutating func addRelu(_ index: Int) throws {
    let node = graph.nodes[index]
    let input = node.inputs[0]
    let layer = results[input].layer
    var canFuse = isOnlyReader(of: input) && results[input].padding == Padding()
    switch layers[layer].operation {
    case .convolution, .dense, .add, .channelAffine: break
    default: canFuse = false
    }
    if canFuse {
      layers[layer].hasRelu = true
      layers[layer].node = index
      results.append(results[input])
    } else {
      try appendUnpadded(.channelAffine(.identity(node.shape.channels)), index)
      layers[layers.count - 1].hasRelu = true
    }
  }
}

extension ModelQuantizer {
  /// Multipliers and offsets are computed in double precision and rounded once; what is too small for a
  /// normal number becomes 0.
  mutating func addChannelAffine(_ site: LayerSite, _ channels: ChannelFactors) {
    let scale = Double(site.output?.scale ?? 1)
    let ratio = Double(site.inputs[0].scale) / scale
    func bits(_ value: Double) -> UInt32 {
      let rounded = Float(value)
      return rounded.isNormal ? rounded.bitPattern : 0
    }
    operators.append(
      .channelAffine(
        ChannelAffine(
          input: site.layer.inputs[0], output: site.index,
          multipliers: place(channels.factors.map { bits($0 * ratio) }),
          offsets: place(channels.shifts.map { bits($0 / scale) }),
          outputMinimum: site.lowerClamp)))
  }
}
