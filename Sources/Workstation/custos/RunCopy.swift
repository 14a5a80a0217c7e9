import CustosDistribution
import CustosNetwork
import CustosPlatform
import CustosTraining
import Foundation

/// The folder of a run to resume on a machine that may not have it: a copy of what rank 0 has, deleted with this
/// object.
final class RunCopy {
  /// The folder: that of the run itself for rank 0 and for a process alone.
  let path: String
  private let isOwn: Bool

  /// Sends the files that a run is resumed from to all machines.
  ///
  /// - Throws: `PlatformError`, `CommunicationError`.
  init(of run: String, _ processes: any Communicator) throws {
    guard let mpi = processes as? MPICommunicator else {
      (path, isOwn) = (run, false)
      return
    }
    isOwn = mpi.rank > 0
    path =
      isOwn
      ? Path.join(FileManager.default.temporaryDirectory.path, "custos-run-\(UUID().uuidString)")
      : run
    if isOwn { try FileSystem.createDirectories(path) }
    for name in [RunFolder.stateFile, RunFolder.modelFile] {
      let file = Path.join(path, name)
      let isThere = mpi.rank == 0 && FileSystem.kind(of: file) == .file
      let bytes = try mpi.broadcast(isThere ? try FileSystem.read(file) : [])
      // A run that has not finished an epoch has no model yet.
      if isOwn, !bytes.isEmpty { try FileSystem.write(bytes, to: file, replacing: true) }
    }
  }

  deinit {
    if isOwn { try? FileManager.default.removeItem(atPath: path) }
  }
}
