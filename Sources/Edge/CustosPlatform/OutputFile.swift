import CCustosPlatform

/// A file that is written piece by piece and appears whole or not at all: a temporary file beside
/// it, fsync, rename, fsync of the folder.
///
/// Unless `commit()` succeeds nothing is left and an existing file is untouched. A process that is
/// killed in between leaves a hidden file that `FileSystem.removeTemporaries(in:)` finds.
public struct OutputFile: ~Copyable {
  private let path: String
  private var file = custos_output_file()

  /// Begins a file. A symbolic link is followed; one that leads nowhere counts as a file itself and
  /// is replaced. A target that is no regular file, such as `/dev/null` or a pipe, is written to
  /// directly.
  ///
  /// - Parameter replacing: whether a file that exists already may be overwritten.
  /// - Throws: `PlatformError.exists`, `.cannotCreate`.
  public init(_ path: String, replacing: Bool) throws(PlatformError) {
    self.path = path
    guard !EntryName.isRepaired(path) else {
      file.descriptor = -1
      throw .cannotCreate(path: path, errorNumber: ErrorNumber.invalid)
    }
    var errorNumber: Int32 = 0
    let stage = path.withCString { custos_output_open($0, replacing, &file, &errorNumber) }
    try check(stage, errorNumber)
  }

  deinit {
    var abandoned = file
    custos_output_abandon(&abandoned)
  }

  /// Writes the next bytes.
  ///
  /// - Throws: `PlatformError.cannotWrite`; the file is lost then.
  public mutating func append(_ bytes: RawSpan) throws(PlatformError) {
    let errorNumber = bytes.withUnsafeBytes {
      custos_output_append(&file, $0.baseAddress, $0.count)
    }
    guard errorNumber == 0 else { throw .cannotWrite(path: path, errorNumber: errorNumber) }
  }

  /// Puts the file into place; nothing can be appended afterwards.
  ///
  /// - Throws: `PlatformError.exists`, `.cannotWrite`.
  public mutating func commit() throws(PlatformError) {
    var errorNumber: Int32 = 0
    let stage = custos_output_finish(&file, &errorNumber)
    try check(stage, errorNumber)
  }

  private func check(_ stage: custos_write_stage, _ errorNumber: Int32) throws(PlatformError) {
    switch stage {
    case CUSTOS_WRITE_DONE: return
    case CUSTOS_WRITE_EXISTS: throw .exists(path: path)
    case CUSTOS_WRITE_CREATE_FAILED: throw .cannotCreate(path: path, errorNumber: errorNumber)
    default: throw .cannotWrite(path: path, errorNumber: errorNumber)
    }
  }
}
