public import CustosDataSet
package import CustosLoading
public import CustosNetwork
public import CustosPlatform
public import CustosWeights

/// Labels pictures with a float network.
public final class FloatClassifier: PatchClassifier {
  /// Names of the classes.
  public let labels: [String]
  private let network: Network

  /// Pictures that are read at once where nothing else is said.
  public static let usualBatchSize = 8

  /// Uses weights as they are at each call.
  ///
  /// - Parameter shards: those of the training, so that no bit depends on the number of threads; nil for what is
  ///   fastest.
  /// - Throws: `PlatformError.outOfMemory`.
  public init(
    graph: Graph, parameters: Parameters, labels: [String], batchSize: Int = usualBatchSize,
    pool: ThreadPool, convolutions: ConvolutionChoice = .fastest, shards: Int? = nil
  ) throws(PlatformError) {
    self.labels = labels
    network = try Network(
      graph: graph, parameters: parameters, batchSize: batchSize, mode: .inference, pool: pool,
      convolutions: convolutions, shards: shards.map { ShardTree(count: $0) })
  }

  /// Uses a model file's weights.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  public convenience init(
    _ model: TrainedModel, batchSize: Int = usualBatchSize, pool: ThreadPool,
    convolutions: ConvolutionChoice = .fastest
  ) throws(PlatformError) {
    try self.init(
      graph: model.graph, parameters: model.parameters, labels: model.labels, batchSize: batchSize,
      pool: pool, convolutions: convolutions)
  }

  /// Columns of the pictures it takes.
  public var width: Int { network.graph.nodes[0].shape.width }
  /// Rows of the pictures it takes.
  public var height: Int { network.graph.nodes[0].shape.height }

  /// Labels all pictures of a store, in order.
  ///
  /// - Throws: `DataError.image` when a picture that is not in memory cannot be read.
  public func classify(
    _ store: PatchStore, progress: (Int) -> Void = { _ in }
  ) throws -> [Prediction] {
    var predictions: [Prediction] = []
    predictions.reserveCapacity(store.count)
    try forEachBatch(of: store, Array(0..<store.count)) { count in
      for image in 0..<count {
        predictions.append(Prediction(probabilities: network.result(of: image)))
      }
      progress(predictions.count)
    }
    return predictions
  }

  /// The same by several processes, each of which labels some batches; all get all predictions.
  ///
  /// - Throws: as above; `CommunicationError`.
  package func classify(
    _ store: PatchStore, among processes: any Communicator
  ) throws -> [Prediction] {
    let (size, batch) = (processes.size, network.batchSize)
    func places(ofRank rank: Int) -> [Int] {
      (0..<store.count).filter { $0 / batch % size == rank }
    }
    var own: [Float] = []
    try forEachBatch(of: store, places(ofRank: processes.rank)) { count in
      for image in 0..<count { own += network.result(of: image) }
    }
    let all = try processes.gather(own.withUnsafeBytes { Array($0) })
    var predictions: [Prediction?] = (0..<store.count).map { _ in nil }
    for (rank, bytes) in all.enumerated() {
      let values = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
      for (index, place) in places(ofRank: rank).enumerated() {
        predictions[place] = Prediction(
          probabilities: Array(values[index * labels.count..<(index + 1) * labels.count]))
      }
    }
    return predictions.compactMap(\.self)
  }

  private func forEachBatch(
    of store: PatchStore, _ order: [Int], _ body: (Int) -> Void
  ) throws {
    let loader = BatchLoader(
      store, order: order, batchSize: network.batchSize, augmentation: nil)
    while let batch = try loader.next() {
      network.load(batch)
      network.forward(count: batch.labels.count)
      body(batch.labels.count)
    }
  }
}

extension Network {
  /// Copies a batch into the input.
  package func load(_ batch: Batch) { load(batch.images, count: batch.labels.count) }
}
