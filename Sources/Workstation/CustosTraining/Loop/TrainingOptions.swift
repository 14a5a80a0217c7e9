import CustosModels

/// How a network is trained; the defaults are the original system's.
public struct TrainingOptions: Codable, Equatable, Sendable {
  /// Name of the network.
  public var modelName: String
  /// Columns of the network's input.
  public var width: Int
  /// Rows of the network's input.
  public var height: Int
  /// Pictures of a batch.
  public var batchSize = 8
  /// Epochs at most.
  public var epochs = 200
  /// The optimiser.
  public var optimizer = OptimizerKind.adadelta
  /// Learning rate at the start; nil for the optimiser's own.
  public var learningRate: Float?
  /// How classes are weighed against each other.
  public var classWeights = ClassWeighting.balanced
  /// L2 penalty on kernels: `penalty * sum(w^2)` is added to the loss.
  public var penalty: Float = 1e-4
  /// Zoom factors are drawn from 1 - zoom ... 1 + zoom; 0 for no augmentation.
  public var zoom: Float = 0.2
  /// Random changes as a camera makes them; none in the original system.
  public var photo = PhotoAugmentation()
  /// Seed of all random draws.
  public var seed: UInt64 = 1
  /// Threads that share the work.
  public var threads: Int
  /// Epochs without a better validation accuracy after which the learning rate is halved.
  public var patience = 8
  /// Epochs without a better validation accuracy after which training ends.
  public var stoppingPatience = 20

  /// Takes the original system's defaults.
  public init(modelName: String, width: Int, height: Int, threads: Int) {
    self.modelName = modelName
    self.width = width
    self.height = height
    self.threads = threads
  }
}
