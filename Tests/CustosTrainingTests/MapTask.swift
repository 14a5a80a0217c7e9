import CustosLoading
import CustosNetwork
import CustosNetworkSupport
import CustosTestRandom
import CustosTraining
import CustosWeights

/// A task of another kind than classification: two outputs, one of them a map with an absolute loss.
///
/// Samples are drawn: a picture's class is that of its left upper pixel, its map the mean of its
/// channels.
struct MapTask: TrainingTask {
  static let height = 5
  static let width = 4
  private static let pixels = height * width

  struct Sample {
    let image: [Float]
    let label: Int
    let map: [Float]
  }

  let samples: [Sample]

  init(count: Int, seed: UInt64 = 3) {
    var random = SeededRandom(seed: seed)
    samples = (0..<count).map { _ in
      let image = (0..<Self.pixels * 3).map { _ in Float.random(in: -1...1, using: &random) }
      let map = (0..<Self.pixels).map { image[$0 * 3..<$0 * 3 + 3].reduce(0, +) / 3 }
      return Sample(image: image, label: map[0] > 0 ? 1 : 0, map: map)
    }
  }

  var sampleCount: Int { samples.count }
  var identity: TaskIdentity {
    TaskIdentity(
      labels: ["dark", "light"], trainingDigest: UInt32(samples.count), validationDigest: 7)
  }

  func graph(for options: TrainingOptions) throws -> Graph {
    var builder = GraphBuilder(name: "map", height: options.height, width: options.width)
    let body = builder.batchNormalization(
      builder.convolution(builder.input, filters: 6, kernel: 3))
    builder.output("map", builder.convolution(body, filters: 1, kernel: 1))
    builder.output("classes", builder.softmax(builder.dense(builder.flatten(body), units: 2)))
    return try builder.build()
  }

  func batches(of epoch: EpochPlan, _ options: TrainingOptions) -> any TrainingBatches {
    MapBatches(task: self, epoch: epoch)
  }

  func validate(
    _ network: Network, with communicator: any Communicator
  ) throws -> Validation {
    var validation = Validation(loss: 0, score: 0)
    for sample in samples {
      network.load(sample.image, at: 0)
      network.forward(count: 1)
      let map = network.result(of: 0, network.graph.outputs[0])
      let distance = zip(map, sample.map).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) }
      let right = network.result(of: 0, network.graph.outputs[1])[sample.label] > 0.5
      validation.loss += distance / Double(map.count) / Double(samples.count)
      validation.score += (right ? 1 : 0) / Double(samples.count)
    }
    return validation
  }

  func writeModel(
    _ parameters: Parameters, _ graph: Graph, options: TrainingOptions, metadata: [String: String],
    to path: String
  ) throws {
    var writer = SafeTensorsWriter(metadata: metadata)
    writer.add(parameters)
    try writer.write(to: path, replacing: true)
  }

  func name(ofSample index: Int) -> String { "sample \(index)" }
}

private final class MapBatches: TrainingBatches {
  private let task: MapTask
  private let epoch: EpochPlan
  private var number: Int
  let stalledSeconds = 0.0

  init(task: MapTask, epoch: EpochPlan) {
    self.task = task
    self.epoch = epoch
    number = epoch.firstBatch
  }

  func next() -> (any TrainingBatch)? {
    guard number < epoch.batchCount else { return nil }
    defer { number += 1 }
    return MapBatch(
      samples: epoch.places(ofBatch: number).map { task.samples[epoch.order[$0]] })
  }
}

private struct MapBatch: TrainingBatch {
  let samples: [MapTask.Sample]
  var count: Int { samples.count }

  func load(into network: Network) {
    for (place, sample) in samples.enumerated() { network.load(sample.image, at: place) }
  }

  func lossAndGradient(_ network: Network) -> BatchLoss {
    var loss = SoftmaxCrossEntropy(of: network.graph.outputs[1]).lossAndGradient(
      network, labels: samples.map(\.label), weights: [Float](repeating: 0.5, count: count))
    AbsoluteLoss(of: network.graph.outputs[0], factor: 1).add(
      to: &loss, network, targets: samples.flatMap(\.map))
    return loss
  }
}
