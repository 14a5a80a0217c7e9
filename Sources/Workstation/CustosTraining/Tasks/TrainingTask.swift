public import CustosLoading
public import CustosNetwork

/// What a network is trained for: samples, targets, the loss at named outputs, and the score by which
/// the best epoch is chosen.
///
/// A trainer knows the task by this alone. It draws the order of an epoch's samples, asks for their
/// batches, runs the network forward, lets the batch write the gradient of its loss, and runs it
/// backward.
public protocol TrainingTask {
  /// Samples of an epoch.
  var sampleCount: Int { get }
  /// Samples that batch normalisations are measured on, up to whole batches.
  var statisticsCount: Int { get }
  /// What must be the same when a run is resumed.
  var identity: TaskIdentity { get }

  /// The network for the options of a run.
  func graph(for options: TrainingOptions) throws -> Graph

  /// Starts to make the batches of an epoch; everything random in them depends on the seed, the epoch
  /// and a sample's place in it alone.
  func batches(of epoch: EpochPlan, _ options: TrainingOptions) -> any TrainingBatches

  /// Runs a network made for inference over all samples that choose the best epoch, which several processes
  /// may share; all get the same result, whatever their number.
  func validate(_ network: Network, with communicator: any Communicator) throws -> Validation

  /// Writes the weights as the model of this task, whole or not at all, in place of an older one.
  func writeModel(
    _ parameters: Parameters, _ graph: Graph, options: TrainingOptions, metadata: [String: String],
    to path: String
  ) throws

  /// A sample's name for messages, such as the path of its picture.
  func name(ofSample index: Int) -> String
}

extension TrainingTask {
  /// Wu and Johnson 2021 find no difference from 1,000 pictures on.
  public var statisticsCount: Int { 1024 }
}

/// What a run is resumed on: the same samples with the same targets.
public struct TaskIdentity: Equatable, Sendable {
  /// Names of what the network tells apart, in the order of its channels.
  public let labels: [String]
  /// Checksum of the training samples.
  public let trainingDigest: UInt32
  /// Checksum of the validation samples.
  public let validationDigest: UInt32
  /// Checksum of the network that teaches; nil where there is none.
  public let teacherDigest: UInt32?

  /// Describes a task's samples.
  public init(
    labels: [String], trainingDigest: UInt32, validationDigest: UInt32,
    teacherDigest: UInt32? = nil
  ) {
    self.labels = labels
    self.trainingDigest = trainingDigest
    self.validationDigest = validationDigest
    self.teacherDigest = teacherDigest
  }
}

/// The batches of an epoch, one after the other.
public protocol TrainingBatches: AnyObject {
  /// Time that the caller had to wait for batches up to now.
  var stalledSeconds: Double { get }
  /// The next batch, nil after the last; it is valid until the next call.
  func next() throws -> (any TrainingBatch)?
}

/// One batch, or this process's share of it, with its targets.
public protocol TrainingBatch {
  /// Samples of this process.
  var count: Int { get }
  /// Puts the samples into a network's input.
  func load(into network: Network)
  /// The loss of the network's outputs after a forward pass; starts the gradients of all outputs that
  /// have a loss, see `Network.startGradient(of:)`.
  func lossAndGradient(_ network: Network) -> BatchLoss
}

/// How a network does on the samples that choose the best epoch.
public struct Validation: Equatable, Sendable {
  /// Mean loss, without any penalty.
  public var loss: Double
  /// The larger the better, 0...1; of a classification the share that is labelled correctly.
  public var score: Double

  /// Describes a validation.
  public init(loss: Double, score: Double) {
    self.loss = loss
    self.score = score
  }
}
