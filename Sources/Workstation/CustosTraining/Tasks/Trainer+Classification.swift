public import CustosDataSet
public import CustosPlatform
public import CustosWeights

extension Trainer {
  /// Prepares a new run that learns to classify pictures.
  ///
  /// - Throws: as `init(options:task:dataFolder:output:pool:communicator:weights:)`.
  public convenience init(
    options: TrainingOptions, data: TrainingData, dataFolder: String, output: String,
    pool: ThreadPool, weights: StartingWeights? = nil
  ) throws {
    try self.init(
      options: options, task: ClassificationTask(data, options: options, pool: pool),
      dataFolder: dataFolder, output: output, pool: pool, weights: weights)
  }

  /// Prepares the continuation of a run that learns to classify pictures.
  ///
  /// - Throws: as `init(resuming:options:task:dataFolder:pool:communicator:)`.
  public convenience init(
    resuming output: String, options: TrainingOptions, data: TrainingData, dataFolder: String,
    pool: ThreadPool
  ) throws {
    try self.init(
      resuming: output, options: options,
      task: ClassificationTask(data, options: options, pool: pool),
      dataFolder: dataFolder,
      pool: pool)
  }
}
