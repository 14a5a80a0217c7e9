import CCustosPlatform

/// A regular file mapped into memory read-only, for as long as this value lives; it has one owner.
///
/// The file must not be cut short meanwhile: the system would then end the process on access.
/// Files that Custos writes are replaced by renaming, never changed in place.
public struct MappedFile: ~Copyable, @unchecked Sendable {
  private let start: UnsafeRawPointer?
  /// The file's size.
  public let count: Int

  /// Maps the file at `path`. An empty file gives no bytes.
  ///
  /// - Throws: `PlatformError.cannotRead`, also for a folder or a device.
  public init(_ path: String) throws(PlatformError) {
    var data: UnsafeRawPointer?
    var count = 0
    let errorNumber = path.withCString { custos_map_file($0, &data, &count) }
    guard errorNumber == 0 else { throw .cannotRead(path: path, errorNumber: errorNumber) }
    start = data
    self.count = count
  }

  deinit { custos_unmap_file(start, count) }

  /// Calls `body` with the file's bytes; the start is aligned to a memory page.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: start, count: count).bytes)
  }
}
