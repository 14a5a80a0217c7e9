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

  /// Where batch normalisations get the statistics from that they use outside of training; nil for
  /// the running averages.
  public var normalization: NormalizationStatistics?

  /// Names of layers whose weights stay as they are drawn or given, or `body` for all but the last
  /// with weights before each output; nil for none.
  public var frozenLayers: [String]?
  /// Epochs after which the frozen layers are trained as well; nil for never.
  public var unfreezeAfter: Int?
  /// Learning rate of all layers but the last with weights before each output, as a share of theirs;
  /// nil for 1.
  public var bodyRate: Float?
  /// Hours that the run has, which decide about `epochs`, see `Trainer.fitToHours(measure:)`; nil for no
  /// limit.
  public var hours: Double?
  /// The network that teaches this one; nil for none.
  public var teacher: Teaching?
  /// The largest norm of the gradient over all trained tensors, see `Optimizer.clip(_:to:)`; nil for
  /// no limit.
  public var clipNorm: Float?
  /// Parts that every batch is cut into, along whose `ShardTree` sums are formed, so that the result depends on
  /// neither threads nor processes; nil for the order of sums that is fastest for the threads.
  public var shards: Int?
  /// How gradients travel between processes; nil for floats. Rounding them is a part of the recipe, for a single
  /// process too, and needs `shards`.
  public var wire: WireFormat?
  /// What a page network is trained with beside all this; nil for a classifier of patches.
  public var pages: PageOptions?

  /// The L2 penalty that the original system trains a network with, that of its own networks where the
  /// name is none of `ModelConfiguration`.
  public static func penalty(of modelName: String) -> Float {
    (ModelConfiguration(rawValue: modelName) ?? .vgg4).kernelPenalty
  }

  /// Takes the original system's defaults, those of its own networks where the name is none of
  /// `ModelConfiguration`.
  public init(modelName: String, width: Int, height: Int, threads: Int) {
    self.modelName = modelName
    self.width = width
    self.height = height
    self.threads = threads
    penalty = Self.penalty(of: modelName)
  }

  /// Whether a run may go on with the other options: all that are not a matter of time, threads and
  /// memory are equal.
  func isSameRecipe(as other: TrainingOptions) -> Bool {
    var same = other
    same.epochs = epochs
    same.threads = threads
    same.checkpointMinutes = checkpointMinutes
    same.recomputing = recomputing
    // The file may have been moved; its checksum is compared.
    if let path = teacher?.path { same.teacher?.path = path }
    return self == same
  }
}
