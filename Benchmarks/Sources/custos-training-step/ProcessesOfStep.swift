import CustosDistribution
import CustosNetwork
import CustosPlatform
import CustosSupport
import Foundation

/// Steps of several processes that mpirun has started, or of one.
enum ProcessesOfStep {
  /// Joins the others; the plug-in lies beside the program.
  static func join() throws -> any Communicator {
    guard let launch = MPILaunch(ProcessInfo.processInfo.environment) else {
      return SingleProcess()
    }
    return try MPICommunicator(plugin: launch.pluginPath, limitSeconds: 120)
  }

  /// Does two steps and then `steps` others; rank 0 prints a line with their median time in microseconds and,
  /// for a step, the microseconds of waiting and of gradients under way, bytes and messages.
  static func measure(
    _ processes: any Communicator, steps: Int, _ step: () throws -> Void
  ) throws {
    let mpi = processes as? MPICommunicator
    for _ in 0..<2 { try step() }
    _ = try processes.sum([0])
    let before = (
      waited: processes.waitedSeconds, gradients: mpi?.gradientSeconds ?? 0,
      bytes: mpi?.sentBytes ?? 0, messages: mpi?.sentMessages ?? 0
    )
    let times = try (0..<steps).map { _ in
      let start = MonotonicClock.nanoseconds
      try step()
      return Double(MonotonicClock.nanoseconds - start) * 1e-3
    }.sorted()
    let share = 1 / Double(steps)
    if processes.rank == 0 {
      try Console.output.write(
        String(
          format: "{\"processes\":%ld,\"step_us\":%.0f,\"waited_us\":%.0f,\"gradients_us\":%.0f,"
            + "\"bytes\":%.0f,\"messages\":%.1f}\n", processes.size, times[steps / 2],
          (processes.waitedSeconds - before.waited) * 1e6 * share,
          ((mpi?.gradientSeconds ?? 0) - before.gradients) * 1e6 * share,
          Double((mpi?.sentBytes ?? 0) - before.bytes) * share,
          Double((mpi?.sentMessages ?? 0) - before.messages) * share))
    }
    mpi?.finish()
  }
}
