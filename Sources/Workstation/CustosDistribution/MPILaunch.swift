import CustosPlatform
import Foundation

/// How this process was started together with others: what mpirun says in the environment.
public struct MPILaunch: Equatable, Sendable {
  /// An implementation of MPI.
  public enum Implementation: String, CaseIterable, Sendable {
    /// Open MPI.
    case openmpi
    /// MPICH, and what starts processes as it does: Intel MPI, MVAPICH, Slurm's srun.
    case mpich
  }

  /// Whose mpirun has started the process.
  public let implementation: Implementation
  /// Processes that were started together.
  public let size: Int
  /// The number of this one.
  public let rank: Int

  /// Reads the environment; nil for a process that was started alone.
  public init?(_ environment: [String: String]) {
    for (implementation, sizeName, rankName) in [
      (Implementation.openmpi, "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"),
      (.mpich, "PMI_SIZE", "PMI_RANK"),
    ] {
      guard let size = environment[sizeName].flatMap({ Int($0) }), size > 1 else { continue }
      self.implementation = implementation
      self.size = size
      rank = environment[rankName].flatMap { Int($0) } ?? 0
      return
    }
    return nil
  }

  /// File name of the plug-in.
  public var plugin: String { "libcustos-mpi-\(implementation.rawValue).so" }

  /// Where the plug-in lies: beside the running program.
  public var pluginPath: String {
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath().path ?? ""
    return Path.join(Path.directory(program), plugin)
  }
}
