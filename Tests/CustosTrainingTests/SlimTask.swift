import CustosDataSet
import CustosLoading
import CustosNetwork
import CustosPlatform
import CustosTraining

/// Pictures and their classes, told apart by a network with the layers of vgg4, but eight channels in each.
///
/// What a run does with layers, statistics, options and files does not depend on how many weights there
/// are, and a state of 100 KB is written a thousand times in the time of vgg4's. Its models are no
/// `TrainedModel`s: they lack most of a vgg4's weights.
struct SlimTask: TrainingTask {
  private let pictures: ClassificationTask

  init(_ data: TrainingData, options: TrainingOptions, pool: ThreadPool) throws {
    pictures = try ClassificationTask(data, options: options, pool: pool)
  }

  var sampleCount: Int { pictures.sampleCount }
  var identity: TaskIdentity { pictures.identity }

  func graph(for options: TrainingOptions) throws -> Graph {
    var builder = GraphBuilder(name: "vgg4", height: options.height, width: options.width)
    var layer = builder.input
    for (stage, count) in [2, 2, 3, 3, 3].enumerated() {
      if stage > 0 { layer = builder.maxPool(layer) }
      for _ in 0..<count {
        let sums = builder.convolution(layer, filters: 8, kernel: 3)
        layer = builder.relu(builder.batchNormalization(sums))
      }
    }
    let flat = builder.flatten(builder.averagePool(layer))
    _ = builder.softmax(builder.dense(flat, units: identity.labels.count))
    return try builder.build()
  }

  func batches(of epoch: EpochPlan, _ options: TrainingOptions) -> any TrainingBatches {
    pictures.batches(of: epoch, options)
  }

  func validate(
    _ network: Network, with communicator: any Communicator
  ) throws -> Validation {
    try pictures.validate(network, with: communicator)
  }

  func writeModel(
    _ parameters: Parameters, _ graph: Graph, options: TrainingOptions, metadata: [String: String],
    to path: String
  ) throws {
    try pictures.writeModel(parameters, graph, options: options, metadata: metadata, to: path)
  }

  func name(ofSample index: Int) -> String { pictures.name(ofSample: index) }
}
