public import CustosArchitectures
public import CustosLoading
public import CustosNetwork
public import CustosPages
import CustosWeights

/// Pages and their symbols: crops, the loss of a page network, and as the score the F measure of the
/// symbols of validation pages that are found at the right place and staff position.
public struct PageTask: TrainingTask {
  private let options: PageOptions
  private let training: PageCrops
  private let validation: PageCrops

  /// Rows and columns of the smallest crops that such a network can be validated on.
  public static func leastSide(of network: PageArchitecture) -> Int {
    PageValidation.leastSide(of: network)
  }

  /// Takes pages at the options' scale.
  ///
  /// - Parameters:
  ///   - drawn: pages that train as well.
  ///   - side: rows and columns of a crop, at least `leastSide(of:)`.
  public init(
    training: [TrainingPage], drawn: [TrainingPage] = [], validation: [TrainingPage],
    options: PageOptions, side: Int
  ) {
    precondition(side >= Self.leastSide(of: options.network), "crops have an inner part")
    self.options = options
    func crops(_ pages: [TrainingPage], _ choice: CropChoice? = nil) -> PageCrops {
      PageCrops(
        pages: pages, side: side, staffSpace: options.staffSpace,
        groupCount: options.network.vocabulary.groups.count, choice: choice)
    }
    let pages = training + drawn
    self.training = crops(
      pages,
      CropChoice(
        pages, drawnCount: drawn.count, drawnShare: options.drawnShare,
        balance: options.balance))
    self.validation = crops(validation)
  }

  /// Crops of an epoch.
  public var sampleCount: Int { options.cropCount }

  /// A crop has thousands of cells in every layer, as many as hundreds of patches have behind their last
  /// pooling.
  public var statisticsCount: Int { 96 }

  /// What is told apart, and the pages.
  public var identity: TaskIdentity {
    TaskIdentity(
      labels: options.network.vocabulary.labels, trainingDigest: training.checksum,
      validationDigest: validation.checksum)
  }

  /// The page network at the crops' size.
  public func graph(for options: TrainingOptions) throws -> Graph {
    try self.options.network.graph(height: options.height, width: options.width)
  }

  /// Crops of the training pages, drawn and changed ahead on a thread of their own.
  public func batches(of epoch: EpochPlan, _ options: TrainingOptions) -> any TrainingBatches {
    CropBatches(
      loader: PageCropLoader(
        training, epoch,
        augmentation: .init(
          zoom: options.zoom, photo: options.photo, seed: options.seed, epoch: epoch.number)),
      expectedCount: training.expectedCount)
  }

  /// The loss and the F measure over the validation pages, read in overlapping crops.
  public func validate(
    _ network: Network, with communicator: any Communicator
  ) throws -> Validation {
    PageValidation(
      crops: validation, expectedCount: training.expectedCount, network: options.network
    ).run(network)
  }

  /// Writes a `TrainedPageNetwork`.
  public func writeModel(
    _ parameters: Parameters, _ graph: Graph, options: TrainingOptions, metadata: [String: String],
    to path: String
  ) throws {
    let model = TrainedPageNetwork(
      network: self.options.network, graph: graph, parameters: parameters,
      staffSpace: self.options.staffSpace, metadata: metadata)
    try model.write(to: path, replacing: true)
  }

  /// A crop's number; which page it shows is drawn with it.
  public func name(ofSample index: Int) -> String { "crop \(index + 1)" }
}

/// Batches of crops.
private final class CropBatches: TrainingBatches {
  private let loader: PageCropLoader
  private let expectedCount: Float

  init(loader: PageCropLoader, expectedCount: Float) {
    self.loader = loader
    self.expectedCount = expectedCount
  }

  var stalledSeconds: Double { loader.stalledSeconds }

  func next() throws -> (any TrainingBatch)? {
    try loader.next().map { PageBatch(crops: $0, expectedCount: expectedCount) }
  }
}

private struct PageBatch: TrainingBatch {
  let crops: CropBatch
  let expectedCount: Float

  var count: Int { crops.count }

  func load(into network: Network) { network.load(crops.images, count: crops.count) }

  func lossAndGradient(_ network: Network) -> BatchLoss {
    PageLoss(outputs: network.graph.outputs, expectedCount: expectedCount)
      .lossAndGradient(network, crops.targets)
  }
}
