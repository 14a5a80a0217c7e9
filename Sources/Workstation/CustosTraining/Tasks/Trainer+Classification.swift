import CustosArchitectures
public import CustosDataSet
public import CustosNetwork
public import CustosPlatform
public import CustosWeights

extension Trainer {
  /// Prepares a new run that learns to classify pictures.
  ///
  /// - Throws: as `init(options:task:dataFolder:output:pool:communicator:weights:)`.
  public convenience init(
    options: TrainingOptions, data: TrainingData, dataFolder: String, output: String,
    pool: ThreadPool, communicator: any Communicator = SingleProcess(),
    weights: StartingWeights? = nil
  ) throws {
    try self.init(
      options: options,
      task: ClassificationTask(
        data, options: options, pool: pool, communicator: communicator),
      dataFolder: dataFolder, output: output, pool: pool, communicator: communicator,
      weights: weights)
  }

  /// Bytes of batches, reports and all else that a run needs.
  private static let smallThings = 48 << 20

  /// Bytes that a run takes beside the pictures: what trains, and the copy of it in a file that is written or
  /// the network that tests, whichever is more. What trains is made once and let go, so that too little
  /// memory shows before pictures are read, which takes time.
  ///
  /// - Throws: `PlatformError.outOfMemory`, and as `init(options:task:dataFolder:output:pool:communicator:weights:)`.
  static func byteCount(
    _ options: TrainingOptions, classCount: Int, pool: ThreadPool,
    communicator: any Communicator
  ) throws -> Int {
    let graph = try ModelConfiguration.graph(of: options, classCount: classCount)
    let phase = try TrainingPhase(
      options, graph: graph, isUnfrozen: options.unfreezeAfter != nil, stepsPerEpoch: 1, pool: pool,
      communicator: communicator)
    // The test reads the best weights from a file, which is in memory beside them for a moment.
    let later = max(
      phase.stateByteCount, 2 * phase.parameters.values.byteCount + phase.validator.byteCount)
    let count = phase.byteCount + later + smallThings
    guard later + smallThings <= MemoryLimit.bytes() else {
      throw PlatformError.outOfMemory(purpose: "training, which takes \(count >> 20) MiB")
    }
    return count
  }

  /// Prepares the continuation of a run that learns to classify pictures.
  ///
  /// - Throws: as `init(resuming:options:task:dataFolder:pool:communicator:)`.
  public convenience init(
    resuming output: String, options: TrainingOptions, data: TrainingData, dataFolder: String,
    pool: ThreadPool, communicator: any Communicator = SingleProcess()
  ) throws {
    try self.init(
      resuming: output, options: options,
      task: ClassificationTask(
        data, options: options, pool: pool, communicator: communicator),
      dataFolder: dataFolder, pool: pool, communicator: communicator)
  }
}
