import Foundation

/// A folder of its own that is deleted with this object.
public final class TemporaryFolder: Sendable {
  /// The folder's path.
  public let path: String

  /// Creates the folder.
  ///
  /// - Parameter inMemory: whether to create it where files never reach a disk, if the system has such
  ///   a place: for tests that write much and sync it.
  public init(inMemory: Bool = false) throws {
    let memory = URL(fileURLWithPath: "/dev/shm")
    let isThere = FileManager.default.isWritableFile(atPath: memory.path)
    let url = (inMemory && isThere ? memory : FileManager.default.temporaryDirectory)
      .appendingPathComponent("custos-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func file(_ name: String) -> String { path + "/" + name }

  /// The sorted names of its entries.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
