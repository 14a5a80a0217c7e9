public import CustosArchitectures
public import CustosLoading
public import CustosNetwork

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
  /// Learning rate at the start, after the warm-up; nil for the optimiser's own.
  public var learningRate: Float?
  /// How the learning rate moves.
  public var schedule = RateSchedule.Shape.plateau
  /// Learning rate at the end of a cosine.
  public var finalRate: Float = 0
  /// Epochs over which the learning rate rises to its first value; parts of epochs count.
  public var warmUpEpochs = 0.0
  /// Decoupled weight decay of AdamW; nil for its own.
  public var weightDecay: Float?
  /// Share of each training label that is spread evenly over all classes, at least 0, below 1.
  public var labelSmoothing: Float = 0
  /// Decay of the moving average of the weights, above 0 and below 1; nil for no average.
  public var averageDecay: Float?
  /// How classes are weighed against each other.
  public var classWeights = ClassWeighting.balanced
  /// L2 penalty on kernels: `penalty * sum(w^2)` is added to the loss.
  public var penalty: Float
  /// Zoom factors are drawn from 1 - zoom ... 1 + zoom; 0 for no augmentation.
  public var zoom: Float = 0.2
  /// Random changes as a camera makes them; none in the original system.
  public var photo = PhotoAugmentation()
  /// Seed of all random draws.
  public var seed: UInt64 = 1
  /// Threads that share the work.
  public var threads: Int
  /// How convolutions are computed; each way rounds a little differently.
  public var convolutions = ConvolutionChoice.fastest
  /// Whether activations are computed again in the backward pass instead of kept: the same result in
  /// less memory.
  public var recomputing = false
  /// Minutes after which the state is saved within an epoch; 0 to save at the ends of epochs alone.
  public var checkpointMinutes = 10.0
  /// Epochs without a better validation accuracy after which the learning rate is halved (plateau).
  public var patience = 8
  /// Epochs without a better validation accuracy after which training ends.
  public var stoppingPatience = 20

  /// What the network does to the pixels first; nil for nothing.
  public var preprocessing: PixelPreprocessing?

  /// Names of layers whose weights stay as they are drawn or given; nil for none.
  public var frozenLayers: [String]?

  /// Takes the original system's defaults, those of its own networks where the name is none of
  /// `ModelConfiguration`.
  public init(modelName: String, width: Int, height: Int, threads: Int) {
    self.modelName = modelName
    self.width = width
    self.height = height
    self.threads = threads
    penalty = (ModelConfiguration(rawValue: modelName) ?? .vgg4).kernelPenalty
  }

  /// Whether a run may go on with the other options: all that are not a matter of time, threads and
  /// memory are equal.
  func isSameRecipe(as other: TrainingOptions) -> Bool {
    var same = other
    same.epochs = epochs
    same.threads = threads
    same.checkpointMinutes = checkpointMinutes
    same.recomputing = recomputing
    return self == same
  }
}
