import CustosNetwork
import Foundation

/// The layers' definitions as plain loops in double: what `Network` must equal but for rounding.
struct ReferenceNetwork {
  let graph: Graph
  var parameters: [String: [Double]]
  /// Names of the batch normalisations that use their stored statistics instead of the batch's.
  var frozen: Set<String> = []

  init(_ graph: Graph, _ parameters: Parameters) {
    self.graph = graph
    self.parameters = Dictionary(
      uniqueKeysWithValues: parameters.layout.map {
        ($0.name, (parameters[$0.name] ?? []).map(Double.init))
      })
  }

  /// Outputs of all layers, `[N, H, W, C]`, batch normalisation with the batch's statistics unless it is
  /// frozen.
  func forward(_ images: [Double], count: Int) -> [[Double]] {
    var values: [[Double]] = []
    for node in graph.nodes {
      let inputs = node.inputs.map { values[$0] }
      let shapes = node.inputs.map { graph.nodes[$0].shape }
      switch node.operation {
      case .input: values.append(images)
      case .pixelScaling(let scaling):
        let channels = scaling.sources.count
        values.append(
          images.indices.map { index in
            let channel = index % channels
            return Double(scaling.factors[channel])
              * images[index - channel + scaling.sources[channel]]
              + Double(scaling.shifts[channel])
          })
      case .flatten: values.append(inputs[0])
      case .relu: values.append(inputs[0].map { max($0, 0) })
      case .add(let scale):
        values.append(zip(inputs[0], inputs[1]).map { $0 + Double(scale) * $1 })
      case .dense(let units): values.append(dense(node, inputs[0], units, count))
      case .convolution(let convolution):
        values.append(convolve(node, inputs[0], shapes[0], convolution, count))
      case .batchNormalization(let normalization):
        values.append(normalize(node, inputs[0], Double(normalization.epsilon)))
      case .maxPool(let pool):
        values.append(
          windows(node, shapes[0], pool, count) { places in
            places.map { inputs[0][$0] }.max() ?? .nan
          })
      case .averagePool(let pool):
        values.append(
          windows(node, shapes[0], pool, count) { places in
            places.map { inputs[0][$0] }.reduce(0, +) / Double(places.count)
          })
      case .globalAveragePool:
        let whole = PoolParameters.whole(shapes[0])
        values.append(
          windows(node, shapes[0], whole, count) { places in
            places.map { inputs[0][$0] }.reduce(0, +) / Double(places.count)
          })
      case .concatenate:
        values.append(
          (0..<count * node.shape.height * node.shape.width).flatMap { pixel in
            zip(inputs, shapes).flatMap { input, shape in
              input[pixel * shape.channels..<(pixel + 1) * shape.channels]
            }
          })
      case .zeroPadding(let padding): values.append(pad(node, inputs[0], shapes[0], padding, count))
      case .softmax: values.append(softmax(inputs[0], node.shape.channels))
      }
    }
    return values
  }

  /// `sum(weight * -log(probability of the label)) / count`.
  func loss(_ images: [Double], labels: [Int], weights: [Float]) -> Double {
    let probabilities = forward(images, count: labels.count)[graph.nodes.count - 1]
    let terms = labels.enumerated().map { image, label in
      -Double(weights[image]) * log(probabilities[image * graph.classCount + label])
    }
    return terms.reduce(0, +) / Double(labels.count)
  }

  private func weight(_ node: Node, _ role: String) -> [Double]? {
    parameters["\(node.name)/\(role)"]
  }

  private func dense(_ node: Node, _ input: [Double], _ units: Int, _ count: Int) -> [Double] {
    let inner = input.count / count
    let kernel = weight(node, "kernel") ?? []
    let bias = weight(node, "bias") ?? []
    return (0..<count * units).map { place in
      (0..<inner).reduce(bias[place % units]) {
        $0 + input[place / units * inner + $1] * kernel[$1 * units + place % units]
      }
    }
  }

  private func convolve(
    _ node: Node, _ input: [Double], _ map: Shape, _ convolution: ConvolutionParameters,
    _ count: Int
  ) -> [Double] {
    let kernel = weight(node, "kernel") ?? []
    let bias = weight(node, "bias")
    var output: [Double] = []
    for image in 0..<count {
      for oy in 0..<node.shape.height {
        for ox in 0..<node.shape.width {
          for filter in 0..<convolution.filters {
            var sum = bias?[filter] ?? 0
            for ky in 0..<convolution.kernelHeight {
              let y = oy * convolution.stride + ky - convolution.padding.top
              guard (0..<map.height).contains(y) else { continue }
              for kx in 0..<convolution.kernelWidth {
                let x = ox * convolution.stride + kx - convolution.padding.left
                guard (0..<map.width).contains(x) else { continue }
                for channel in 0..<map.channels {
                  let tap = (ky * convolution.kernelWidth + kx) * map.channels + channel
                  sum +=
                    kernel[tap * convolution.filters + filter]
                    * input[((image * map.height + y) * map.width + x) * map.channels + channel]
                }
              }
            }
            output.append(sum)
          }
        }
      }
    }
    return output
  }

  private func normalize(_ node: Node, _ input: [Double], _ epsilon: Double) -> [Double] {
    let channels = node.shape.channels
    let rows = input.count / channels
    let gamma = weight(node, "gamma") ?? [Double](repeating: 1, count: channels)
    let beta = weight(node, "beta") ?? []
    let stored =
      frozen.contains(node.name)
      ? (mean: weight(node, "moving_mean") ?? [], variance: weight(node, "moving_variance") ?? [])
      : nil
    var output = input
    for channel in 0..<channels {
      let column = (0..<rows).map { input[$0 * channels + channel] }
      let mean = stored?.mean[channel] ?? column.reduce(0, +) / Double(rows)
      let variance =
        stored?.variance[channel]
        ?? column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      for row in 0..<rows {
        output[row * channels + channel] =
          (column[row] - mean) / (variance + epsilon).squareRoot() * gamma[channel]
          + beta[channel]
      }
    }
    return output
  }

  private func windows(
    _ node: Node, _ map: Shape, _ pool: PoolParameters, _ count: Int, _ value: ([Int]) -> Double
  ) -> [Double] {
    var output: [Double] = []
    for image in 0..<count {
      for oy in 0..<node.shape.height {
        for ox in 0..<node.shape.width {
          let top = oy * pool.stride - pool.padding.top
          let left = ox * pool.stride - pool.padding.left
          let rows = max(0, top)..<min(map.height, top + pool.height)
          let columns = max(0, left)..<min(map.width, left + pool.width)
          for channel in 0..<map.channels {
            output.append(
              value(
                rows.flatMap { y in
                  columns.map { x in
                    ((image * map.height + y) * map.width + x) * map.channels + channel
                  }
                }))
          }
        }
      }
    }
    return output
  }

  private func pad(
    _ node: Node, _ input: [Double], _ map: Shape, _ padding: Padding, _ count: Int
  ) -> [Double] {
    var output = [Double](repeating: 0, count: count * node.shape.count)
    for place in input.indices {
      let channel = place % map.channels
      let x = place / map.channels % map.width
      let y = place / map.channels / map.width % map.height
      let image = place / map.count
      let row = (image * node.shape.height + y + padding.top) * node.shape.width
      output[(row + x + padding.left) * map.channels + channel] = input[place]
    }
    return output
  }

  private func softmax(_ logits: [Double], _ classes: Int) -> [Double] {
    stride(from: 0, to: logits.count, by: classes).flatMap { row in
      let powers = logits[row..<row + classes].map(exp)
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }
}

extension PoolParameters {
  /// One window over a whole map.
  static func whole(_ map: Shape) -> PoolParameters {
    var builder = GraphBuilder(name: "", height: map.height, width: map.width)
    _ = builder.averagePool(builder.input, size: max(map.height, map.width), stride: 1)
    guard case .averagePool(let pool) = try? builder.build().nodes[1].operation else {
      preconditionFailure("the layer is a pooling")
    }
    return pool
  }
}
