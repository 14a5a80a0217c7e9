import CHDF5Writer
import CustosNetwork
import CustosTestRandom
import Testing

@testable import CustosWeights

/// A file in one of Keras's layouts, as the lines that describe it to the writer.
struct KerasSketch {
  /// A layer with its weights.
  struct Layer {
    var name: String
    var weights: [(name: String, shape: [Int])]
  }

  /// How a data set is written: the word of its line, and what stands before its dimensions.
  var data = "data\t%\tf32"
  var lines: [String] = []
  var values: [Double] = []

  /// Layers named by attributes, below a group.
  static func named(
    _ layers: [Layer], in group: String = "", attribute: String = "texts", data: String? = nil,
    values: [String: [Float]] = [:]
  ) -> KerasSketch {
    var sketch = KerasSketch()
    if let data { sketch.data = data }
    let names = (["input_1"] + layers.map(\.name)).joined(separator: "\t")
    sketch.lines.append("\(attribute)\t\(group)/\tlayer_names\t\(names)")
    sketch.lines.append("empty\t\(group)/input_1\tweight_names")
    for layer in layers {
      let weights = layer.weights.map { "\(layer.name)/\($0.name):0" }
      let path = "\(group)/\(layer.name)"
      sketch.lines.append(
        "\(attribute)\t\(path)\tweight_names\t" + weights.joined(separator: "\t"))
      for (weight, place) in zip(layer.weights, weights) {
        sketch.add(path + "/" + place, weight.shape, values["\(layer.name)/\(weight.name)"])
      }
    }
    return sketch
  }

  /// Layers named by their class and a number from the second on.
  static func numbered(
    _ layers: [Layer], in group: String = "/layers", values: [String: [Float]] = [:]
  ) -> KerasSketch {
    var sketch = KerasSketch()
    var counts: [String: Int] = [:]
    sketch.lines.append("group\t\(group)/input_layer/vars")
    for layer in layers {
      let kind =
        switch layer.weights.count {
        case 3, 4: "batch_normalization"
        default: layer.weights[0].shape.count == 4 ? "conv2d" : "dense"
        }
      let number = counts[kind, default: 0]
      counts[kind] = number + 1
      let name = number == 0 ? kind : "\(kind)_\(number)"
      for (index, weight) in layer.weights.enumerated() {
        sketch.add(
          "\(group)/\(name)/vars/\(index)", weight.shape, values["\(layer.name)/\(weight.name)"])
      }
    }
    return sketch
  }

  mutating func add(_ path: String, _ shape: [Int], _ elements: [Float]? = nil) {
    let start = data.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    let dimensions = shape.map { "\t\($0)" }.joined()
    lines.append(start[0] + path + start[1] + dimensions)
    guard !data.hasPrefix("sparse"), !data.hasPrefix("unwritten") else { return }
    let count = shape.reduce(1, *)
    values += elements.map { $0.map(Double.init) } ?? (0..<count).map { Double($0 % 7) / 8 }
  }

  /// Writes the file; fails the test where a line cannot be done.
  func write(to path: String, location: SourceLocation = #_sourceLocation) {
    let line = custos_write_hdf5(path, lines.joined(separator: "\n"), values, values.count)
    #expect(
      line == 0, "line \(line): \(lines[max(0, min(Int(line), lines.count) - 1)].prefix(200))",
      sourceLocation: location)
  }
}

extension Graph {
  /// The layers with weights in Keras's order, as Keras keeps them.
  var sketchLayers: [KerasSketch.Layer] {
    kerasOrder.compactMap { index in
      let weights = parameters(of: index).map { ($0.role.suffix, $0.shape) }
      return weights.isEmpty ? nil : .init(name: nodes[index].name, weights: weights)
    }
  }
}

/// A network with all kinds of layers that have weights, with and without names of their own, and
/// with branches that are made in another order than Keras keeps them.
enum SmallNetwork {
  static func graph(classes: Int = 3) throws -> Graph {
    var builder = GraphBuilder(name: "small", height: 6, width: 5)
    let stem = builder.relu(
      builder.batchNormalization(
        builder.convolution(builder.input, filters: 4, kernel: 3, name: "stem"), name: "stem_bn"))
    let short = builder.convolution(stem, filters: 4, kernel: 1, bias: false)
    var long = builder.convolution(stem, filters: 4, kernel: 1, bias: false)
    long = builder.relu(builder.batchNormalization(long, scale: false))
    long = builder.convolution(long, filters: 4, kernel: (1, 3), bias: false)
    let sum = builder.add(short, long)
    let flat = builder.globalAveragePool(sum)
    _ = builder.softmax(builder.dense(flat, units: classes, name: "predictions"))
    return try builder.build()
  }

  /// Random values for all tensors.
  static func values(_ graph: Graph, seed: UInt64 = 5) -> [String: [Float]] {
    var random = SeededRandom(seed: seed)
    return Dictionary(
      uniqueKeysWithValues: graph.parameters.map { parameter in
        (
          parameter.name,
          // Exact in float16 too.
          (0..<parameter.count).map { _ in Float(Int.random(in: -512...512, using: &random)) / 256 }
        )
      })
  }
}
