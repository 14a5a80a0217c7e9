public import CustosPlatform

/// A data set, read once from end to end, with all that is wrong with it.
///
/// Every file is decoded, so that a damaged one shows before the first epoch and not in the third.
public struct DataAudit: Sendable {
  /// The folder with training/, validation/ and test/.
  public let folder: String
  /// The pictures that can be used, of training, validation and test, at the network's size.
  let stores: [PatchStore]
  /// All that was found, errors first.
  public let findings: [AuditFinding]
  /// The size of most pictures; the smallest where several are as frequent, nil without a picture.
  public let usualSize: Size?

  /// Columns and rows of a picture.
  public struct Size: Hashable, Comparable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// Orders by rows, then by columns.
    public static func < (a: Size, b: Size) -> Bool {
      (a.height, a.width) < (b.height, b.width)
    }

    /// Whether resizing to `other` changes the proportions by more than 2 %, which is more than the
    /// rounding of sizes explains.
    func isDistorted(at other: Size) -> Bool {
      let (mine, theirs) = (Double(width * other.height), Double(other.width * height))
      return max(mine, theirs) > 1.02 * min(mine, theirs)
    }

    var text: String { "\(width) x \(height)" }
  }

  /// Reads the three folders of a data set.
  ///
  /// - Parameters:
  ///   - width: columns of the network's input.
  ///   - height: rows of the network's input.
  ///   - found: called for each set before its pictures are read.
  ///   - memoryLimit: bytes of pixels that are kept; asked with the training pictures before any is read.
  /// - Throws: `DataError` for a missing folder or one without any picture.
  public init(
    folder: String, width: Int, height: Int, pool: ThreadPool,
    found: (PatchList) -> Void = { _ in },
    memoryLimit: (PatchList) throws -> Int = { _ in PatchStore.memoryLimit() }
  ) throws {
    var findings: [AuditFinding] = []
    let lists = try TrainingData.lists(folder: folder, findings: &findings)
    lists.forEach(found)
    var memory = try memoryLimit(lists[0])
    var stores: [PatchStore] = []
    for list in lists {
      let store = PatchStore(
        surveying: list, width: width, height: height, pool: pool, memoryLimit: memory)
      memory = max(0, memory - store.count * width * height * 3)
      findings += store.failures.map { failure in
        AuditFinding(kind: .unreadable, message: failure.message, files: failure.files)
      }
      stores.append(store)
    }
    self.folder = folder
    self.stores = stores
    usualSize = Self.usualSize(stores)
    findings += Self.duplicates(stores) + Self.sharedPages(stores) + Self.twinPages(stores)
    findings += Self.oddSizes(
      stores, usual: usualSize, network: Size(width: width, height: height))
    findings += Self.smallClasses(stores)
    self.findings = findings.filter(\.kind.isError) + findings.filter { !$0.kind.isError }
  }

  /// The findings with which training cannot start.
  public var errors: [AuditFinding] { findings.filter(\.kind.isError) }
  /// The findings that are not fatal.
  public var warnings: [AuditFinding] { findings.filter { !$0.kind.isError } }
  /// Names of the classes.
  public var labels: [String] { stores[0].list.labels }
  /// The number of usable pictures of each set, training first.
  public var counts: [Int] { stores.map(\.count) }
}
