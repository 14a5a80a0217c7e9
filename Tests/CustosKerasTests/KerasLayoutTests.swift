import CHDF5Writer
import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosTestSupport
import Testing

@testable import CustosWeights

/// Weights in every layout that Keras has written.
@Suite struct KerasLayoutTests {
  private let folder: TemporaryFolder
  private let path: String
  private let graph: Graph
  private let values: [String: [Float]]

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("weights.h5")
    graph = try SmallNetwork.graph()
    values = SmallNetwork.values(graph)
  }

  /// The body is the file's, the head is not.
  private func expectBody(
    _ path: String, unused: Int = 2, location: SourceLocation = #_sourceLocation
  ) throws {
    let parameters = try Parameters(graph: graph)
    let file = try KerasFile(path)
    let result = try loadWeights(
      from: file, into: parameters, map: file.nameMap(for: graph),
      policy: .startingWeights(of: graph, otherLabels: true))
    #expect(
      result.left.map(\.name) == ["predictions/kernel", "predictions/bias"],
      sourceLocation: location)
    #expect(result.unexpected.count == unused, sourceLocation: location)
    for parameter in graph.parameters where !parameter.name.hasPrefix("predictions") {
      #expect(
        parameters[parameter.name] == values[parameter.name], "\(parameter.name)",
        sourceLocation: location)
    }
  }

  private func named(
    _ change: (inout KerasSketch.Layer) -> Void = { _ in }, in group: String = "",
    attribute: String = "texts", data: String? = nil
  ) {
    var values = values
    let layers = graph.sketchLayers.map { layer in
      var changed = layer
      change(&changed)
      for weight in layer.weights {
        values["\(changed.name)/\(weight.name)"] = values["\(layer.name)/\(weight.name)"]
      }
      return changed
    }
    KerasSketch.named(layers, in: group, attribute: attribute, data: data, values: values)
      .write(to: path)
  }

  @Test func layersWithNames() throws {
    named()
    try expectBody(path)
    named(in: "/model_weights", attribute: "strings")
    try expectBody(path)
  }

  @Test func thePreprocessingIsThatOfTheApplication() throws {
    named()
    let weights = try StartingWeights(path, for: .vgg16, graph)
    #expect(weights.preprocessing(.imagenet) == .imagenet)
    #expect(weights.preprocessing(nil) == nil)
  }

  /// Numbers go on from whatever the writing program has made before.
  @Test func madeUpNumbersStartAnywhere() throws {
    named { layer in
      let parts = layer.name.split(separator: "_")
      guard let number = parts.last.flatMap({ Int($0) }) else { return }
      layer.name = parts.dropLast().joined(separator: "_") + "_\(number + 94)"
    }
    try expectBody(path)
  }

  @Test func otherNamesAreTakenInOrder() throws {
    var number = 0
    named { layer in
      number += 1
      layer.name = "layer\(number)x"
    }
    try expectBody(path)
  }

  @Test(arguments: ["f16", "f32", "f64"]) func numbers(type: String) throws {
    named(data: "data\t%\t\(type)")
    try expectBody(path)
  }

  @Test func numberedLayers() throws {
    for group in ["/layers", "/_layer_checkpoint_dependencies", "/layers/functional/layers"] {
      KerasSketch.numbered(graph.sketchLayers, in: group, values: values).write(to: path)
      try expectBody(path)
    }
  }

  @Test(arguments: [0, 8]) func archives(method: Int32) throws {
    KerasSketch.numbered(graph.sketchLayers, values: values).write(to: path)
    let archive = folder.file("model.keras")
    #expect(custos_write_zip(archive, "model.weights.h5", path, method) == 0)
    try expectBody(archive)
  }

  /// Lists that are too long for one attribute are divided.
  @Test func dividedAttributes() throws {
    var sketch = KerasSketch.named(graph.sketchLayers, values: values)
    let names = sketch.lines[0].split(separator: "\t").dropFirst(3)
    sketch.lines[0] = "texts\t/\tlayer_names0\t" + names.prefix(3).joined(separator: "\t")
    sketch.lines.insert(
      "texts\t/\tlayer_names1\t" + names.dropFirst(3).joined(separator: "\t"), at: 1)
    sketch.write(to: path)
    try expectBody(path)
  }

  /// A model that is a layer of another has all its weights, the statistics last.
  @Test func modelsWithinModels() throws {
    var weights: [(name: String, shape: [Int])] = []
    var inner = values
    let body = graph.sketchLayers.filter { $0.name != "predictions" }
    for isStatistic in [false, true] {
      for layer in body {
        for weight in layer.weights where weight.name.hasPrefix("moving") == isStatistic {
          weights.append(("\(layer.name)/\(weight.name)", weight.shape))
          inner["model/\(layer.name)/\(weight.name)"] = values["\(layer.name)/\(weight.name)"]
        }
      }
    }
    let head = KerasSketch.Layer(name: "dense_7", weights: [("kernel", [4, 9]), ("bias", [9])])
    KerasSketch.named([.init(name: "model", weights: weights), head], values: inner)
      .write(to: path)
    try expectBody(path)
  }

  /// Any head is passed over.
  @Test func otherHeads() throws {
    let layers = Array(graph.sketchLayers.dropLast())
    let dense = KerasSketch.Layer(name: "fc1", weights: [("kernel", [4, 9]), ("bias", [9])])
    let narrow = KerasSketch.Layer(name: "conv2d_99", weights: [("kernel", [1, 1, 4, 9])])
    for head in [[], [dense], [dense, dense], [narrow]] {
      var named = head
      if named.count == 2 { named[1].name = "fc2" }
      KerasSketch.named(layers + named, values: values).write(to: path)
      let count = head.reduce(0) { $0 + $1.weights.count }
      try expectBody(path, unused: count)
      KerasSketch.numbered(layers + head, values: values).write(to: path)
      try expectBody(path, unused: count)
    }
  }
}
