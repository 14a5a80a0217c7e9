import CCustosPlatform

/// A regular file mapped into memory read-only, for as long as this object lives.
///
/// The file must not be cut short meanwhile: the system would then end the process on access.
/// Files that Custos writes are replaced by renaming, never changed in place.
public final class MappedFile: @unchecked Sendable {
  /// The file's bytes; the start is aligned to a memory page. Valid as long as this object lives,
  /// which may end at its last use: hold it with `withExtendedLifetime` or in another object.
  public let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`. An empty file gives no bytes.
  ///
  /// - Throws: `PlatformError.cannotRead`, also for a folder or a device.
  public init(_ path: String) throws(PlatformError) {
    var data: UnsafeRawPointer?
    var count = 0
    let errorNumber = path.withCString { custos_map_file($0, &data, &count) }
    guard errorNumber == 0 else { throw .cannotRead(path: path, errorNumber: errorNumber) }
    bytes = UnsafeRawBufferPointer(start: data, count: count)
  }

  deinit { custos_unmap_file(bytes.baseAddress, bytes.count) }
}
