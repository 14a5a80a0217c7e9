import CCustosPlatform

/// Keeps a folder for one process, for as long as this value lives or until the process ends in
/// whatever way; nothing is written.
///
/// On file systems without locks every process gets it.
public struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the folder at `path`.
  ///
  /// - Throws: `PlatformError.inUse` when another process has it, `.cannotRead`.
  public init(_ path: String) throws(PlatformError) {
    var descriptor: Int32 = -1
    let errorNumber = path.withCString { custos_lock_folder($0, &descriptor) }
    guard errorNumber != ErrorNumber.wouldBlock else { throw .inUse(path: path) }
    guard errorNumber == 0 else { throw .cannotRead(path: path, errorNumber: errorNumber) }
    self.descriptor = descriptor
  }

  deinit { custos_unlock_folder(descriptor) }
}
