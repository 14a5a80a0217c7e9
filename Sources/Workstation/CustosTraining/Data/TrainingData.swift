import CustosPlatform

/// The three folders that a training run reads.
public struct TrainingData: Sendable {
  /// Pictures whose gradients are followed.
  public let training: PatchStore
  /// Pictures that choose the best epoch.
  public let validation: PatchStore
  /// Pictures that are looked at once, at the end.
  public let test: PatchStore

  /// Names of the classes.
  public var labels: [String] { training.list.labels }

  /// Files that were skipped, each with its sentence.
  public var skipped: [String] { training.skipped + validation.skipped + test.skipped }

  /// Reads `training/`, `validation/` and `test/` of a folder.
  ///
  /// - Throws: `TrainingError`.
  public init(
    folder: String, width: Int, height: Int, pool: ThreadPool, skippingBad: Bool = false,
    found: (PatchList) -> Void = { _ in }
  ) throws {
    let lists = try Self.lists(folder: folder)
    lists.forEach(found)
    var memory = PatchStore.defaultMemoryLimit
    let stores = try lists.map { list in
      let store = try PatchStore(
        list, width: width, height: height, pool: pool, skippingBad: skippingBad,
        memoryLimit: memory)
      memory = max(0, memory - store.count * width * height * 3)
      return store
    }
    (training, validation, test) = (stores[0], stores[1], stores[2])
    if let empty = training.list.counts.firstIndex(of: 0) {
      throw TrainingError.emptyClass(Path.join(training.list.folder, labels[empty]))
    }
  }

  /// Lists the three folders without reading pictures.
  static func lists(folder: String) throws -> [PatchList] {
    let training = try PatchList(folder: Path.join(folder, "training"), purpose: "training")
    let others = try ["validation", "test"].map {
      try PatchList(folder: Path.join(folder, $0), purpose: $0, labels: training.labels)
    }
    return [training] + others
  }
}
