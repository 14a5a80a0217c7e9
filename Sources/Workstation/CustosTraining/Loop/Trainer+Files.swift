import CustosArchitectures
import CustosDataSet
public import CustosNetwork
public import CustosPlatform
import CustosSupport
import CustosWeights

extension Trainer {
  /// Prepares the continuation of the run in `output`.
  ///
  /// The options may differ from the run's in what does not change the recipe: epochs, threads, minutes
  /// between checkpoints, and whether activations are computed again. A cosine keeps the length that the
  /// run was started with.
  ///
  /// - Throws: `FileError.damaged` when the state is damaged, of another version or of a run with
  ///   other pictures or another recipe.
  public convenience init(
    resuming output: String, options: TrainingOptions, task: any TrainingTask, dataFolder: String,
    pool: ThreadPool, communicator: any Communicator = SingleProcess()
  ) throws {
    try self.init(
      options: options, task: task, dataFolder: dataFolder, output: output, pool: pool,
      communicator: communicator)
    let path = Path.join(output, RunFolder.stateFile)
    let (saved, file) = try TrainingState.read(from: path)
    guard saved.teacherDigest == task.identity.teacherDigest else {
      throw FileError.damaged(
        path: path,
        reason: "its run was taught by another network than "
          + "\(options.teacher?.path ?? "none"); put the teacher's file back, name it with --teacher, "
          + "or start a new run.")
    }
    guard saved.identity == task.identity else {
      throw FileError.damaged(
        path: path,
        reason:
          "its run has other training or validation pictures than those in \(dataFolder); give the "
          + "same data or start a new run.")
    }
    guard saved.options.isSameRecipe(as: options) else {
      throw FileError.damaged(
        path: path,
        reason: "its run has another recipe than the one to go on with; resume it again.")
    }
    guard saved.fits(trainingCount: task.sampleCount) else {
      throw FileError.damaged(
        path: path,
        reason:
          "its training state is damaged: its batches and steps are not those of "
          + "\(task.sampleCount) pictures; start a new run.")
    }
    state = saved
    state.options = options
    state.dataFolder = dataFolder
    try unfreezeIfDue()
    try saved.restore(file, path: path, parameters: parameters, optimizer: optimizer, network)
    foundAccuracy = try Self.modelAccuracy(in: output)
  }

  /// The options and the data folder of the run in a folder that learns to classify pictures.
  ///
  /// - Throws: `TrainingError.nothingToResume`; `FileError.damaged` when the state is damaged, of another
  ///   version, of a network that is not known, or does not fit its network.
  public static func savedRun(
    in output: String
  ) throws -> (options: TrainingOptions, dataFolder: String) {
    let (state, path) = try savedState(in: output)
    let options = state.options
    guard options.pages == nil else {
      throw TrainingError.usage(
        "The run in \(output) trains a page network; resume it with `custos train-pages`.")
    }
    guard let configuration = ModelConfiguration(rawValue: options.modelName) else {
      throw FileError.damaged(
        path: path,
        reason: "its network is none that this version knows; start a new run.")
    }
    // What would be wrong options of a new run is damage here.
    do {
      let graph = try configuration.graph(
        height: options.height, width: options.width, classCount: state.labels.count,
        preprocessing: options.preprocessing ?? .none)
      _ = try options.frozenTensors(of: graph)
    } catch {
      throw FileError.damaged(
        path: path,
        reason:
          "its training state is damaged: size, preprocessing or frozen layers are not those of a "
          + "\(configuration.rawValue); start a new run.")
    }
    return (options, state.dataFolder)
  }

  /// The options and the data folder of the run in a folder that learns to read pages.
  ///
  /// - Throws: `TrainingError.nothingToResume`, `.usage` for a run of a classifier; `FileError.damaged` when
  ///   the state is damaged, of another version, or does not fit its network.
  public static func savedPageRun(
    in output: String
  ) throws -> (options: TrainingOptions, dataFolder: String) {
    let (state, path) = try savedState(in: output)
    guard let pages = state.options.pages else {
      throw TrainingError.usage(
        "The run in \(output) trains no page network; resume it with `custos train`.")
    }
    do {
      _ = try pages.network.graph(height: state.options.height, width: state.options.width)
    } catch {
      throw FileError.damaged(
        path: path, reason: "its training state is damaged: \(error) Start a new run.")
    }
    return (state.options, state.dataFolder)
  }

  private static func savedState(in output: String) throws -> (TrainingState, path: String) {
    let path = Path.join(output, RunFolder.stateFile)
    guard FileSystem.kind(of: path) == .file else { throw TrainingError.nothingToResume(output) }
    return (try TrainingState.read(from: path).state, path)
  }

  private static let accuracyKey = "validation_accuracy"

  private static func modelAccuracy(in output: String) throws -> Double? {
    let path = Path.join(output, RunFolder.modelFile)
    guard FileSystem.kind(of: path) == .file else { return nil }
    let file = try SafeTensorsFile(path)
    return file.metadata[accuracyKey].flatMap(Double.init)
  }

  /// Writes the weights of the epoch under way, the best up to now, as the model.
  ///
  /// The model is written before the state that knows of it. A run that is killed in between does the
  /// epoch again and comes to the same model; should it come to a worse one because it goes on with
  /// other threads, the better file stays.
  ///
  /// - Returns: whether this epoch's weights are the model now.
  func writeModel(accuracy: Double) throws -> Bool {
    guard accuracy >= foundAccuracy ?? accuracy else { return false }
    guard communicator.rank == 0 else { return true }
    try task.writeModel(
      optimizer.average ?? parameters, graph, options: state.options,
      metadata: [
        "training_digest": CRC32.text(of: state.trainingDigest), "epoch": "\(state.epoch)",
        Self.accuracyKey: "\(accuracy)",
      ], to: Path.join(output, RunFolder.modelFile))
    return true
  }

  /// Writes the state, unless something in it is not finite.
  ///
  /// - Parameter errors: what rounding the gradients has lost, of all processes.
  func writeState(_ errors: FloatBuffer?) throws {
    try requireFiniteState()
    try state.write(
      to: Path.join(output, RunFolder.stateFile), parameters: parameters, optimizer: optimizer,
      errors)
  }
}
