public import ArgumentParser
import CustosDistribution
import CustosNetwork
import CustosPlatform
import CustosTraining
import Foundation
import Synchronization

/// An end that all processes come to alike, such as an interruption.
struct CommonEnd: Error {
  let exitCode: Int32
}

/// How the processes that mpirun has started train together.
struct DistributionOptions: ParsableArguments {
  private static let joiningLimit = 600.0
  private static let loadingLimit = 3600.0

  @Option(
    help: """
      Cut every batch into so many parts and add up along a tree of them, so that no bit of the result depends \
      on the number of threads or, under mpirun, of processes (default: 8 under mpirun; none else).
      """)
  var shards: Int?

  @Option(
    help: """
      How gradients travel between machines: f32, or bf16 in two bytes a number, which halves what is sent where \
      there are as many --shards as processes: each is rounded to eight significant bits, and what is lost is \
      added to the next step's (default: f32).
      """)
  var wire: WireFormat?

  @Option(
    name: .customLong("answer-limit"),
    help: """
      Of several machines (mpirun): seconds after which a machine that does not answer ends the run.
      """)
  var answerLimit = 120

  @Flag(
    name: .customLong("allow-different-cpus"),
    help: """
      Of several machines: go on where OpenBLAS has other kernels for their CPUs, without the promise of \
      the same bits.
      """)
  var allowsDifferentCPUs = false

  /// What a batch is cut into under mpirun where nothing is said.
  private static let usualShards = 8

  /// Names of the options that were given and that a resumed run keeps.
  var given: [String] { givenOptions(["--shards": shards != nil, "--wire": wire != nil]) }

  /// Applies them to a new run of the processes.
  func apply(to options: inout TrainingOptions, _ processes: any Communicator) {
    options.shards = shards ?? (processes.size > 1 || wire == .bfloat16 ? Self.usualShards : nil)
    options.wire = wire == .bfloat16 ? wire : nil
  }

  func validate() throws {
    if let shards, !TrainingLimits.shards.contains(shards) {
      throw ValidationError(
        "--shards must be 1 to \(TrainingLimits.shards.upperBound), but \(shards) was given.")
    }
    guard answerLimit >= 1, answerLimit <= 86_400 else {
      throw ValidationError(
        "--answer-limit must be 1 to 86400 seconds, but \(answerLimit) was given.")
    }
  }

  /// Refuses to be started by mpirun.
  ///
  /// - Throws: `TrainingError.usage`.
  static func requireOneProcess(_ command: String) throws(TrainingError) {
    guard let launch = MPILaunch(ProcessInfo.processInfo.environment) else { return }
    throw .usage(
      "\(command) trains in one process, but mpirun has started \(launch.size), which would all write the same "
        + "files; start it without mpirun.")
  }

  /// Joins the processes that were started together; a process alone where there are none.
  ///
  /// - Throws: `TrainingError.usage` without the plug-in, `CommunicationError`.
  func join() throws -> any Communicator {
    guard let launch = MPILaunch(ProcessInfo.processInfo.environment) else {
      return SingleProcess()
    }
    let plugin = try Self.plugin(launch)
    let isJoined = Mutex(false)
    // MPI itself waits for ever for a process that was started and does not come.
    let watch = Thread {
      Thread.sleep(forTimeInterval: Self.joiningLimit)
      guard !isJoined.withLock({ $0 }) else { return }
      Console.complain(
        "custos: not all of the \(launch.size) processes have come within \(Int(Self.joiningLimit)) seconds; look "
          + "at the other machines, and at what mpirun says.")
      endProcess(ExitStatus.unavailable)
    }
    watch.start()
    // Until the training begins: machines load pictures at different speeds.
    let processes = try MPICommunicator(
      plugin: plugin, limitSeconds: max(Self.loadingLimit, Double(answerLimit)))
    isJoined.withLock { $0 = true }
    return processes
  }

  /// Runs what the processes do together, then leaves them in good order. A failure of one of them is told and
  /// ends all.
  func run(_ body: (any Communicator) throws -> Void) throws {
    let processes = try join()
    guard let mpi = processes as? MPICommunicator else {
      do { return try body(processes) } catch let end as CommonEnd { throw ExitCode(end.exitCode) }
    }
    do {
      try reportingFailures(byRank: mpi) { try body(mpi) }
    } catch let end as CommonEnd {
      mpi.finish()
      throw ExitCode(end.exitCode)
    } catch {
      mpi.abort(exitCode: (error as? ExitCode)?.rawValue ?? ExitStatus.checkFailed)
      throw error
    }
    mpi.finish()
  }

  /// From now on a machine has to answer within the limit of the options.
  func expectAnswers(of processes: any Communicator) {
    (processes as? MPICommunicator)?.limitSeconds = Double(answerLimit)
  }

  /// Says what talking to the others has cost.
  func report(_ processes: any Communicator) {
    guard let mpi = processes as? MPICommunicator, mpi.rank == 0 else { return }
    Console.complain(
      String(
        format:
          "Waited %.1f seconds for other processes; gradients were on their way for %.1f seconds. Sent "
          + "%.1f MB in %ld messages.", mpi.waitedSeconds, mpi.gradientSeconds,
        Double(mpi.sentBytes) * 1e-6, mpi.sentMessages))
  }

  private static func plugin(_ launch: MPILaunch) throws -> String {
    if let path = ProcessInfo.processInfo.environment["CUSTOS_MPI_PLUGIN"] { return path }
    let path = launch.pluginPath
    guard FileSystem.kind(of: path) == .file else {
      throw TrainingError.usage(
        "mpirun has started \(launch.size) processes, but \(path), with which they talk, is not there; make it "
          + "with `make build MPI=1`.")
    }
    return path
  }
}

/// `exit` of the C library, whose name is another function's within commands.
private func endProcess(_ code: Int32) -> Never { exit(code) }

extension WireFormat: ExpressibleByArgument {}
