import CCustosPlatform

/// Reading and writing of whole files, and folders.
public enum FileSystem {
  /// What lies at a path.
  public enum Kind: Equatable, Sendable {
    /// Nothing, or a dangling link.
    case missing
    /// A regular file.
    case file
    /// A folder.
    case directory
    /// A device, a pipe or a socket, or something that cannot be looked at: reading it tells why.
    case other
  }

  /// Looks at what lies at `path`; links are followed.
  public static func kind(of path: String) -> Kind {
    switch path.withCString(custos_kind_of_file) {
    case CUSTOS_FILE_MISSING: .missing
    case CUSTOS_FILE_REGULAR: .file
    case CUSTOS_FILE_DIRECTORY: .directory
    default: .other
    }
  }

  /// The size of a regular file in bytes; nil for anything else.
  public static func size(of path: String) -> Int? {
    let size = path.withCString(custos_file_size)
    return size < 0 ? nil : Int(size)
  }

  /// Where a symbolic link leads, as it is written in it; nil for anything else.
  public static func linkTarget(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: 4096)
    let count = path.withCString { custos_link_target($0, &target, target.count) }
    guard count >= 0 else { return nil }
    return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a path is a regular file that has another name, too.
  public static func isHardLink(_ path: String) -> Bool { path.withCString(custos_is_hard_link) }

  /// Reads a whole file.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func read(_ path: String) throws(PlatformError) -> [UInt8] {
    var bytes = custos_bytes(data: nil, count: 0)
    let errorNumber = path.withCString { custos_read_file($0, &bytes) }
    guard errorNumber == 0 else { throw .cannotRead(path: path, errorNumber: errorNumber) }
    defer { custos_bytes_free(bytes) }
    return [UInt8](UnsafeBufferPointer(start: bytes.data, count: bytes.count))
  }

  /// Reads standard input to its end.
  ///
  /// - Throws: `PlatformError.cannotRead` with the path `standard input`.
  public static func readStandardInput() throws(PlatformError) -> [UInt8] {
    var bytes = custos_bytes(data: nil, count: 0)
    let errorNumber = custos_read_descriptor(0, &bytes)
    guard errorNumber == 0 else {
      throw .cannotRead(path: "standard input", errorNumber: errorNumber)
    }
    defer { custos_bytes_free(bytes) }
    return [UInt8](UnsafeBufferPointer(start: bytes.data, count: bytes.count))
  }

  /// Writes a file whole or not at all, as `OutputFile` does.
  ///
  /// - Parameter replacing: whether a file that exists already may be overwritten.
  /// - Throws: `PlatformError.exists`, `.cannotCreate` or `.cannotWrite`.
  public static func write(
    _ bytes: RawSpan, to path: String, replacing: Bool
  ) throws(PlatformError) {
    var file = try OutputFile(path, replacing: replacing)
    try file.append(bytes)
    try file.commit()
  }

  /// Writes bytes to a file whole or not at all, as `write(_:to:replacing:)` above.
  ///
  /// - Throws: `PlatformError.exists`, `.cannotCreate` or `.cannotWrite`.
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool
  ) throws(PlatformError) {
    try write(bytes.span.bytes, to: path, replacing: replacing)
  }

  /// Writes text as UTF-8 to a file whole or not at all, as `write(_:to:replacing:)` above.
  ///
  /// - Throws: `PlatformError.exists`, `.cannotCreate` or `.cannotWrite`.
  public static func write(
    _ text: String, to path: String, replacing: Bool
  ) throws(PlatformError) {
    try write([UInt8](text.utf8), to: path, replacing: replacing)
  }

  /// Names of a folder's entries, hidden ones included, in the order of their UTF-8 bytes.
  ///
  /// In a name that is not UTF-8, U+FFFD replaces what cannot be read; its path leads nowhere.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func list(_ path: String) throws(PlatformError) -> [String] {
    let names = NameList()
    let errorNumber = path.withCString {
      custos_list_directory(
        $0,
        { context, name in
          guard let context, let name else { return }
          Unmanaged<NameList>.fromOpaque(context).takeUnretainedValue()
            .names.append(String(cString: name))
        }, Unmanaged.passUnretained(names).toOpaque())
    }
    guard errorNumber == 0 else { throw .cannotRead(path: path, errorNumber: errorNumber) }
    return names.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Names of a folder's entries but for those that are passed over everywhere, see
  /// `EntryName.isLeftover`.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func entries(_ path: String) throws(PlatformError) -> [String] {
    try list(path).filter { !EntryName.isLeftover($0) }
  }

  /// Looks at an entry of a folder before it is read; links are followed.
  ///
  /// - Returns: `.file` or `.directory`.
  /// - Throws: `PlatformError.unusable`.
  public static func usableKind(of path: String) throws(PlatformError) -> Kind {
    guard !EntryName.breaksLine(path) else { throw .unusable(path: path, .nameBreaksLine) }
    let kind = kind(of: path)
    switch kind {
    case .file, .directory: return kind
    case .other: throw .unusable(path: path, .notAFile)
    case .missing:
      throw .unusable(path: path, EntryName.isRepaired(path) ? .nameNotUTF8 : .danglingLink)
    }
  }

  /// Creates a folder and the folders above it; one that is already there is fine.
  ///
  /// - Throws: `PlatformError.cannotCreate`.
  public static func createDirectories(_ path: String) throws(PlatformError) {
    let errorNumber =
      EntryName.isRepaired(path)
      ? ErrorNumber.invalid : path.withCString(custos_create_directories)
    guard errorNumber == 0 else { throw .cannotCreate(path: path, errorNumber: errorNumber) }
  }

  /// Writes everything of the file system that `folder` lies on to the medium: one flush for many
  /// files, before a folder of them is renamed into place.
  ///
  /// - Throws: `PlatformError.cannotWrite`.
  public static func flush(_ folder: String) throws(PlatformError) {
    let errorNumber = folder.withCString(custos_flush_filesystem)
    guard errorNumber == 0 else { throw .cannotWrite(path: folder, errorNumber: errorNumber) }
  }

  /// Deletes the temporary files that killed processes have left in a folder; no other process may
  /// be writing there.
  ///
  /// - Throws: `PlatformError.cannotRead` or `.cannotRemove`.
  public static func removeTemporaries(in folder: String) throws(PlatformError) {
    // The names are made in file_write.c.
    for name in try list(folder) {
      let text = name.utf8
      guard text.starts(with: ".custos-".utf8), text.suffix(4).elementsEqual(".tmp".utf8) else {
        continue
      }
      try remove(Path.join(folder, name))
    }
  }

  /// Deletes a file, not a folder.
  ///
  /// - Throws: `PlatformError.cannotRemove`.
  public static func remove(_ path: String) throws(PlatformError) {
    let errorNumber = path.withCString(custos_remove_file)
    guard errorNumber == 0 else { throw .cannotRemove(path: path, errorNumber: errorNumber) }
  }
}

/// Collects names across the C callback.
private final class NameList {
  var names: [String] = []
}
