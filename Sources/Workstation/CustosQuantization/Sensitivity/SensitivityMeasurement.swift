public import CustosModelFile
import CustosNetwork
public import CustosPlatform
public import CustosWeights

/// Measures what int8 costs at each layer.
///
/// The folded network runs in float; weights are replaced by what the model file's integers stand for,
/// and outputs are rounded to the values that int8 can take. Layers are taken from the last to the first,
/// so that all that lies before one still holds what the whole pass has left there: each measurement
/// computes only the layer and those behind it.
public struct SensitivityMeasurement {
  private static let batchSize = 8

  private let float: FoldedNetwork
  private let network: Network
  private let layers: [QuantizedLayer]
  private let measured: [Int]
  private let grids: [Int: ActivationGrid]
  private let pool: ThreadPool
  /// What was measured up to now.
  public private(set) var result = Sensitivity()

  /// Prepares to compare float weights with a model that was made from them.
  ///
  /// - Throws: `QuantizationError.foreignModel`, `PlatformError.outOfMemory`.
  public init(_ trained: TrainedModel, _ model: Model, pool: ThreadPool) throws {
    try self.init(
      GraphFolder.fold(trained.graph, trained.parameters), model, pool: pool)
  }

  init(_ folded: FoldedGraph, _ model: Model, pool: ThreadPool) throws {
    try Self.check(folded, model)
    self.pool = pool
    float = try FoldedNetwork(folded)
    network = try Network(
      graph: float.graph, parameters: float.parameters, batchSize: Self.batchSize,
      mode: .observation, pool: pool)
    let layers = folded.layers.indices.map { QuantizedLayer(folded, $0, model: model) }
    self.layers = layers
    measured = layers.indices.filter { layers[$0].isQuantized }
    var grids: [Int: ActivationGrid] = [:]
    for index in measured { grids[float.output[index]] = layers[index].grid }
    self.grids = grids
    result.rows = measured.map { index in
      Sensitivity.Row(
        layer: folded.layers[index].name,
        operation: model.operators.first { $0.output == index }?.name ?? "",
        weights: layers[index].weights == nil ? nil : LayerCost(),
        activations: layers[index].grid == nil ? nil : LayerCost())
    }
  }

  private static func check(_ folded: FoldedGraph, _ model: Model) throws {
    guard folded.layers.count == model.tensors.count else {
      throw QuantizationError.foreignModel(
        reason: "it has \(model.tensors.count) activations where the weights make "
          + "\(folded.layers.count)")
    }
    for (layer, tensor) in zip(folded.layers, model.tensors) {
      let shape = layer.shape
      guard shape.height == tensor.height, shape.width == tensor.width,
        shape.channels == tensor.channels
      else {
        throw QuantizationError.foreignModel(
          reason:
            "\(layer.name) is \(shape.height)x\(shape.width)x\(shape.channels) by the weights "
            + "and \(tensor.height)x\(tensor.width)x\(tensor.channels) in the model")
      }
    }
  }

  /// How many times each picture runs through a part of the network.
  public var passCount: Int {
    4
      + result.rows.reduce(0) {
        $0 + 2 + ($1.weights != nil && $1.activations != nil ? 2 : 0)
      }
  }

  /// Measures on labelled pictures, bytes `[H, W, 3]`.
  ///
  /// - Parameter progress: called now and then with the number of passes of pictures done, of
  ///   `passCount` for each picture.
  public mutating func run(_ patches: [[UInt8]], truth: [Int], progress: (Int) -> Void) {
    let start = MonotonicClock.nanoseconds
    for first in stride(from: 0, to: patches.count, by: Self.batchSize) {
      let batch = patches[first..<min(first + Self.batchSize, patches.count)]
      for (place, patch) in batch.enumerated() { network.load(patch, at: place) }
      network.forward(count: batch.count)
      let float = FloatAnswers(logits: logits(), truth: Array(truth[batch.indices]))
      result.pictureCount += batch.count
      result.floatCorrect += float.correct
      progress(batch.count)
      for place in measured.indices.reversed() { measureAlone(place, float, progress) }
      measureAllBut(float, progress)
    }
    result.seconds += Double(MonotonicClock.nanoseconds - start) / 1e9
  }

  /// One layer in int8, all behind it in float; what lies before it must be as the float pass left it.
  private mutating func measureAlone(
    _ place: Int, _ float: FloatAnswers, _ progress: (Int) -> Void
  ) {
    let layer = layers[measured[place]]
    let (computing, output) = nodes(place)
    func answers(from first: Int) -> [[Double]] {
      network.repeatForward(from: first) { _, _ in }
      progress(float.logits.count)
      return logits()
    }
    func answersOfRoundedOutput(_ grid: ActivationGrid) -> [[Double]] {
      network.withOutput(of: output) { grid.round($0, pool: pool) }
      return answers(from: output + 1)
    }
    var last: [[Double]] = []
    if let grid = layer.grid {
      last = answersOfRoundedOutput(grid)
      result.rows[place].activations?.add(last, float)
    }
    if let weights = layer.weights {
      weights.int8.set(name(place), in: parameters)
      last = answers(from: computing)
      result.rows[place].weights?.add(last, float)
      if let grid = layer.grid { last = answersOfRoundedOutput(grid) }
      weights.float.set(name(place), in: parameters)
    }
    result.rows[place].alone.add(last, float)
  }

  /// All layers in int8, then all but each.
  private mutating func measureAllBut(_ float: FloatAnswers, _ progress: (Int) -> Void) {
    func answers(from first: Int, rounding: (Int) -> Bool) -> [[Double]] {
      network.repeatForward(from: first) { node, values in
        if rounding(node) { grids[node]?.round(values, pool: pool) }
      }
      progress(float.logits.count)
      return logits()
    }
    setAll(\.int8)
    result.allWeights.add(answers(from: 1) { _ in false }, float)
    result.all.add(answers(from: 1) { _ in true }, float)
    for place in measured.indices.reversed() {
      let (computing, output) = nodes(place)
      let weights = layers[measured[place]].weights
      weights?.float.set(name(place), in: parameters)
      result.rows[place].allBut.add(answers(from: computing) { $0 != output }, float)
      weights?.int8.set(name(place), in: parameters)
    }
    setAll(\.float)
    result.allActivations.add(answers(from: 1) { _ in true }, float)
  }

  private func setAll(_ kind: KeyPath<LayerWeights, LayerTensors>) {
    for place in measured.indices {
      layers[measured[place]].weights?[keyPath: kind].set(name(place), in: parameters)
    }
  }

  private func nodes(_ place: Int) -> (computing: Int, output: Int) {
    (float.computing[measured[place]], float.output[measured[place]])
  }

  private func name(_ place: Int) -> String { result.rows[place].layer }

  private var parameters: Parameters { float.parameters }

  private func logits() -> [[Double]] {
    let classes = float.graph.classCount
    guard let values = network.activation(of: float.graph.logits) else { return [] }
    return (0..<network.imageCount).map { image in
      (0..<classes).map { Double(values[image * classes + $0]) }
    }
  }
}
