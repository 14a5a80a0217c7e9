/// What is done to pixels before the first layer: `y[c] = factors[c] * x[sources[c]] + shifts[c]`, the
/// product and the sum each rounded to float32.
public struct PixelScaling: Equatable, Sendable {
  /// For each channel the one of the image that it is made of.
  public let sources: [Int]
  /// Factor of each channel.
  public let factors: [Float]
  /// What is added to each channel.
  public let shifts: [Float]

  /// Describes a scaling; all three have one element a channel.
  ///
  /// - Parameter sources: indices of channels of the image.
  public init(sources: [Int], factors: [Float], shifts: [Float]) {
    precondition(
      factors.count == sources.count && shifts.count == sources.count
        && sources.allSatisfy(sources.indices.contains), "one source, factor and shift a channel")
    self.sources = sources
    self.factors = factors
    self.shifts = shifts
  }
}

extension Graph {
  /// What is done to the pixels first; nil for nothing.
  public var pixelScaling: PixelScaling? {
    for case .pixelScaling(let scaling) in nodes.map(\.operation) { return scaling }
    return nil
  }
}

extension Network {
  func forward(_ index: Int, _ scaling: PixelScaling) {
    let channels = scaling.sources.count
    let input = value(graph.nodes[index].inputs[0])
    let output = value(index)
    _ = split(imageCount * graph.nodes[index].shape.count / channels, unit: channels) { _, range in
      for channel in 0..<channels {
        let source = input + scaling.sources[channel]
        let (factor, shift) = (scaling.factors[channel], scaling.shifts[channel])
        for pixel in range {
          output[pixel * channels + channel] = factor * source[pixel * channels] + shift
        }
      }
    }
  }
}
