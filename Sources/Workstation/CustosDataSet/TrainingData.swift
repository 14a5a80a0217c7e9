public import CustosPlatform

/// The three folders that a training run reads.
public struct TrainingData: Sendable {
  /// Pictures whose gradients are followed.
  public let training: PatchStore
  /// Pictures that choose the best epoch.
  public let validation: PatchStore
  /// Pictures that are looked at once, at the end.
  public let test: PatchStore
  /// Files and classes that were left out, each with its sentence.
  public let skipped: [String]
  /// What is wrong with the data but not fatal, each as a sentence.
  public let warnings: [String]

  /// Names of the classes.
  public var labels: [String] { training.list.labels }

  /// Reads and audits `training/`, `validation/` and `test/` of a folder.
  ///
  /// - Parameters:
  ///   - found: called for each set before its pictures are read.
  ///   - memoryLimit: as of `DataAudit`.
  /// - Throws: `DataError`; `.badData` names all that is wrong, unless `skippingBad`.
  public init(
    folder: String, width: Int, height: Int, pool: ThreadPool, skippingBad: Bool = false,
    found: (PatchList) -> Void = { _ in },
    memoryLimit: (PatchList) throws -> Int = { _ in PatchStore.memoryLimit() }
  ) throws {
    try self.init(
      DataAudit(
        folder: folder, width: width, height: height, pool: pool, found: found,
        memoryLimit: memoryLimit),
      skippingBad: skippingBad)
  }

  /// Takes the pictures of an audit.
  ///
  /// - Throws: `DataError.badData` if it found errors, unless `skippingBad`; `.noPictures` or
  ///   `.emptyClass` when nothing is left of a set or of a training class.
  public init(_ audit: DataAudit, skippingBad: Bool = false) throws {
    let errors = AuditFinding.sentences(audit.errors).map(\.text)
    guard errors.isEmpty || skippingBad else {
      throw DataError.badData(folder: audit.folder, count: audit.errors.count, errors)
    }
    let contradictory = Set(
      audit.errors.filter { $0.kind == .contradiction }.flatMap(\.files).map { Array($0.utf8) })
    let stores = audit.stores.map {
      contradictory.isEmpty ? $0 : $0.leavingOut(contradictory)
    }
    (training, validation, test) = (stores[0], stores[1], stores[2])
    skipped = audit.errors.map(\.message)
    warnings = AuditFinding.sentences(audit.warnings).map(\.text)
    for store in stores where store.count == 0 {
      throw DataError.noPictures(store.list.folder)
    }
    if let empty = training.list.counts.firstIndex(of: 0) {
      throw DataError.emptyClass(folder: Path.join(training.list.folder, labels[empty]))
    }
  }

  /// Lists the three folders without reading pictures; bad class folders are left out and noted.
  static func lists(folder: String, findings: inout [AuditFinding]) throws -> [PatchList] {
    var lists: [PatchList] = []
    for set in SplitPlan.Part.allCases.map(\.rawValue) {
      let (list, problems) = try PatchList.survey(
        folder: Path.join(folder, set), purpose: set, labels: lists.first?.labels)
      guard !list.items.isEmpty else {
        throw DataError.joined(problems, in: list.folder) ?? .noPictures(list.folder)
      }
      findings += problems.map { problem in
        AuditFinding(kind: problem.auditKind, message: problem.message, files: problem.files)
      }
      lists.append(list)
    }
    return lists
  }
}

extension DataError {
  /// The kind of an audit's finding about it.
  fileprivate var auditKind: AuditFinding.Kind {
    switch self {
    case .emptyClass: .emptyClass
    case .unknownClass: .unknownClass
    case .foreignFile: .foreignFile
    default: .unreadable
    }
  }
}
