import CustosArchitectures
public import CustosDataSet
import CustosEvaluation
public import CustosLoading
public import CustosNetwork
public import CustosPlatform
import CustosWeights

/// Pictures and their classes: softmax cross-entropy of the network's first output, with class weights
/// and label smoothing, and the probabilities of a teacher, if there is one; the score is the accuracy.
public struct ClassificationTask: TrainingTask {
  private let data: TrainingData
  private let teacher: Teacher?

  /// Takes the pictures and reads the teacher of the options.
  ///
  /// - Throws: `TrainingError.usage` when the teacher has other labels or another size, and what
  ///   `TrainedModel` throws.
  public init(
    _ data: TrainingData, options: TrainingOptions, pool: ThreadPool,
    communicator: any Communicator = SingleProcess()
  ) throws {
    self.data = data
    teacher = try Teacher(
      of: options, labels: data.labels, pool: pool, communicator: communicator)
  }

  /// Takes the pictures; there is no teacher.
  public init(_ data: TrainingData) {
    self.data = data
    teacher = nil
  }

  /// Training pictures.
  public var sampleCount: Int { data.training.count }

  /// Classes and pictures.
  public var identity: TaskIdentity {
    TaskIdentity(
      labels: data.labels, trainingDigest: data.training.digest,
      validationDigest: data.validation.digest, teacherDigest: teacher?.digest)
  }

  /// The network of the options' name and size for the classes of the pictures.
  public func graph(for options: TrainingOptions) throws -> Graph {
    try ModelConfiguration.graph(of: options, classCount: data.labels.count)
  }

  /// Augmented pictures, made ahead on a thread of their own.
  public func batches(of epoch: EpochPlan, _ options: TrainingOptions) -> any TrainingBatches {
    PictureBatches(
      loader: BatchLoader(
        data.training, epoch,
        augmentation: .init(
          zoom: options.zoom, photo: options.photo, seed: options.seed, epoch: epoch.number)),
      classWeights: options.classWeights.weights(counts: data.training.list.counts),
      smoothing: options.labelSmoothing, teacher: teacher)
  }

  /// Mean cross-entropy and accuracy over the validation pictures. Each of n processes takes every n-th batch;
  /// their sums are added up in the order of the batches.
  public func validate(
    _ network: Network, with communicator: any Communicator
  ) throws -> Validation {
    let store = data.validation
    let batches = stride(from: 0, to: store.count, by: network.batchSize).map {
      $0..<min($0 + network.batchSize, store.count)
    }
    let own = batches.indices.filter { $0 % communicator.size == communicator.rank }
    let loader = BatchLoader(
      store, order: own.flatMap { batches[$0] }, batchSize: network.batchSize, augmentation: nil)
    let crossEntropy = SoftmaxCrossEntropy(of: network.graph.outputs[0])
    var sums = [Double](repeating: 0, count: 2 * batches.count)
    for number in own {
      guard let batch = try loader.next() else { break }
      let count = batch.labels.count
      network.load(batch)
      network.forward(count: count)
      let result = crossEntropy.loss(
        network, labels: batch.labels, weights: [Float](repeating: 1, count: count))
      (sums[2 * number], sums[2 * number + 1]) = (result.sum, result.score)
    }
    sums = try communicator.sum(sums)
    var (loss, score) = (0.0, 0.0)
    for number in batches.indices {
      loss += sums[2 * number]
      score += sums[2 * number + 1]
    }
    return Validation(loss: loss / Double(store.count), score: score / Double(store.count))
  }

  /// Writes a `TrainedModel`.
  public func writeModel(
    _ parameters: Parameters, _ graph: Graph, options: TrainingOptions, metadata: [String: String],
    to path: String
  ) throws {
    let model = TrainedModel(
      configuration: try ModelConfiguration.named(options.modelName), graph: graph,
      parameters: parameters, labels: data.labels, metadata: metadata)
    try model.write(to: path, replacing: true)
  }

  /// Path of a picture.
  public func name(ofSample index: Int) -> String { data.training.list.items[index].path }
}

extension ModelConfiguration {
  /// The network of the options' name and size.
  static func graph(of options: TrainingOptions, classCount: Int) throws -> Graph {
    try named(options.modelName).graph(
      height: options.height, width: options.width, classCount: classCount,
      preprocessing: options.preprocessing ?? .none)
  }
}

/// Batches of labelled pictures.
private final class PictureBatches: TrainingBatches {
  private let loader: BatchLoader
  private let classWeights: [Float]
  private let smoothing: Float
  private let teacher: Teacher?

  init(loader: BatchLoader, classWeights: [Float], smoothing: Float, teacher: Teacher?) {
    self.loader = loader
    self.classWeights = classWeights
    self.smoothing = smoothing
    self.teacher = teacher
  }

  var stalledSeconds: Double { loader.stalledSeconds }

  func next() throws -> (any TrainingBatch)? {
    try loader.next().map {
      PictureBatch(
        batch: $0, classWeights: classWeights, smoothing: smoothing, teacher: teacher)
    }
  }
}

private struct PictureBatch: TrainingBatch {
  let batch: Batch
  let classWeights: [Float]
  let smoothing: Float
  let teacher: Teacher?

  var count: Int { batch.labels.count }

  func load(into network: Network) { network.load(batch) }

  func lossAndGradient(_ network: Network) -> BatchLoss {
    let hard = SoftmaxCrossEntropy(of: network.graph.outputs[0], smoothing: smoothing)
    let weights = batch.labels.map { classWeights[$0] }
    return teacher?.lossAndGradient(network, batch, hard: hard, weights: weights)
      ?? hard.lossAndGradient(network, labels: batch.labels, weights: weights)
  }
}
