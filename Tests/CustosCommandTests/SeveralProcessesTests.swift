import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

/// What the tests with several processes need.
private enum MPIPrograms {
  /// The implementations of MPI, by the names of their plug-ins and of Debian's programs.
  static let names = ["openmpi", "mpich"]

  /// Whether the CPU has AVX.
  static var hasAVX: Bool {
    (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains(" avx ") ?? false
  }

  /// Whether plug-ins and programs are there; with `CUSTOS_REQUIRE_MPI=1` they have to be.
  static var areThere: Bool {
    ProcessInfo.processInfo.environment["CUSTOS_REQUIRE_MPI"] == "1"
      || names.allSatisfy { name in
        guard let custos = try? BuiltProgram(named: "custos").path else { return false }
        return FileSystem.kind(of: "/usr/bin/mpirun.\(name)") == .file
          && FileSystem.kind(of: Path.join(Path.directory(custos), "libcustos-mpi-\(name).so"))
            == .file
      }
  }
}

/// `mpirun custos train`: processes on this machine that train together.
@Suite(
  .enabled(if: MPIPrograms.areThere, "scripts/setup-mpi.sh installs MPI and builds its plug-ins"),
  .serialized
) struct SeveralProcessesTests {
  /// The number of a process in its shell.
  private static let rank = "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}"

  private let tiny: TinyDataSet
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyDataSet()
    folder = try TemporaryFolder(inMemory: true)
  }

  /// Runs `custos train` in processes that a shell starts by `script`, in which `"$@"` is the command.
  private func train(
    _ implementation: String, processes: Int = 2, threads: Int = 1, _ options: [String],
    in script: String = "exec \"$@\"",
    environment: [String: String] = [:]
  ) throws -> BuiltProgram.Outcome {
    let custos = try BuiltProgram(named: "custos").path
    let command =
      [custos, "train", "--threads", "\(threads)", "--quiet"] + options
    // In containers tests run as root, with fewer cores than processes.
    var variables = [
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
      "OMPI_MCA_rmaps_base_oversubscribe": "1",
      "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    ]
    variables.merge(environment) { $1 }
    return try BuiltProgram(path: "/usr/bin/mpirun.\(implementation)").run(
      ["-np", "\(processes)", "/bin/sh", "-c", script, "sh"] + command, environment: variables,
      limitSeconds: 300)
  }

  private func recipe(_ run: String) -> [String] {
    [
      "--data", tiny.folder.path, "-o", folder.file(run), "--height", "16", "--width", "8",
      "--batch-size", "5",
    ]
  }

  /// The losses and accuracies of the epochs.
  private func scores(_ run: String) throws -> [[Substring]] {
    let table = try String(
      contentsOfFile: Path.join(folder.file(run), "history.csv"), encoding: .utf8)
    return table.split(separator: "\n").map { Array($0.split(separator: ",").prefix(5)) }
  }

  /// What is told of the test pictures, which the processes share: all up to the time that the run took.
  private func test(_ outcome: BuiltProgram.Outcome) -> [String] {
    outcome.lines.filter { !$0.hasPrefix("Run time") }
  }

  private func model(_ run: String) throws -> [UInt8] {
    try FileSystem.read(Path.join(folder.file(run), "model.safetensors"))
  }

  private struct Sharing: CustomTestStringConvertible {
    let options: [String]
    /// Whole runs.
    let runs: [(implementation: String, processes: Int, threads: Int)]
    /// Runs that other processes go on with.
    let parts: [(implementation: String, first: Int, second: Int)]
    var testDescription: String { options.joined(separator: " ") }

    static let all = [
      Sharing(
        options: ["--shards", "8"],
        runs: [("openmpi", 2, 1), ("openmpi", 3, 2), ("mpich", 4, 1), ("mpich", 8, 1)],
        parts: [("openmpi", 3, 2), ("mpich", 2, 3)]),
      Sharing(
        options: ["--shards", "4", "--wire", "bf16"],
        runs: [("openmpi", 2, 2), ("mpich", 4, 1)], parts: [("openmpi", 4, 2)]),
    ]
  }

  /// However many processes and threads there are, in one run or in two parts with others, and whichever MPI:
  /// the weights have the same bits. One process writes and speaks.
  @Test(arguments: Sharing.all)
  private func processesThreadsAndImplementationsDoNotMatter(_ sharing: Sharing) throws {
    let alone = try BuiltProgram(named: "custos").run(
      ["train", "--threads", "2", "--quiet", "--epochs", "2"] + recipe("alone") + sharing.options)
    #expect(alone.exitCode == 0, "\(alone.error)")
    let weights = try model("alone")
    for (implementation, processes, threads) in sharing.runs {
      let run = "\(implementation)-\(processes)"
      let whole = try train(
        implementation, processes: processes, threads: threads,
        recipe(run) + ["--epochs", "2"] + sharing.options)
      #expect(whole.exitCode == 0, "\(whole.error)")
      #expect(whole.lines.count { $0.hasPrefix("Best validation accuracy") } == 1)
      #expect(try model(run) == weights, "\(run)")
      #expect(try scores(run) == scores("alone"), "\(run)")
      #expect(test(whole) == test(alone), "\(run)")
    }
    for (implementation, first, second) in sharing.parts {
      let run = implementation + "-parts"
      let begin = try train(
        implementation, processes: first, recipe(run) + ["--epochs", "1"] + sharing.options)
      #expect(begin.exitCode == 0, "\(begin.error)")
      // Other processes find no run where they are, and get a copy.
      let rest = try train(
        implementation, processes: second, ["--resume", folder.file(run), "--epochs", "2"])
      #expect(rest.exitCode == 0, "\(rest.error)")
      #expect(try model(run) == weights, "\(run)")
      #expect(try scores(run) == scores("alone"), "\(run)")
      #expect(test(rest) == test(alone), "\(run)")
    }
    #expect(try scores("alone").count == 3 && test(alone).count > 10)
  }

  @Test func theWireRounds() throws {
    for (run, wire) in [("f32", "f32"), ("bf16", "bf16")] {
      let outcome = try BuiltProgram(named: "custos").run(
        ["train", "--threads", "1", "--quiet", "--epochs", "1", "--shards", "4", "--wire", wire]
          + recipe(run))
      #expect(outcome.exitCode == 0, "\(outcome.error)")
    }
    let isEqual = try model("f32") == model("bf16")
    #expect(!isEqual)
  }

  @Test(arguments: MPIPrograms.names) func differencesAreNamed(implementation: String) throws {
    let other = try TinyDataSet(training: 6)
    let script = "[ \"\(Self.rank)\" = 0 ] || set -- \"$@\" "
    for (option, name) in [
      ("--data '\(other.folder.path)'", "training pictures"), ("--ema 0.5", "options"),
    ] {
      let outcome = try train(
        implementation, recipe("differs") + ["--epochs", "1"],
        in: script + option + "; exec \"$@\"")
      #expect(outcome.exitCode == 64, "\(outcome.error)")
      #expect(outcome.error.contains("Rank 1 ("), "\(outcome.error)")
      #expect(outcome.error.contains("has other \(name) than Rank 0 ("), "\(outcome.error)")
      #expect(outcome.error.components(separatedBy: "custos: ").count == 2, "\(outcome.error)")
    }
    #expect(folder.names == [])
  }

  @Test func oneProcessWarns() throws {
    try FileManager.default.removeItem(atPath: tiny.folder.file("validation/S1"))
    let outcome = try train("mpich", processes: 3, recipe("run") + ["--epochs", "1"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(
      outcome.error.components(separatedBy: "set holds no picture of S1").count == 2,
      "\(outcome.error)")
  }

  /// OpenBLAS's kernels for two kinds of CPUs round in other ways; both run on any with AVX.
  @Test(.enabled(if: MPIPrograms.hasAVX, "the kernels of this test are for CPUs with AVX"))
  func otherKernelsAreRefused() throws {
    let script = """
      if [ "\(Self.rank)" = 0 ]; then OPENBLAS_CORETYPE=Nehalem; else OPENBLAS_CORETYPE=Sandybridge; fi
      export OPENBLAS_CORETYPE
      exec "$@"
      """
    let refused = try train("openmpi", recipe("run") + ["--epochs", "1"], in: script)
    #expect(refused.exitCode == 64, "\(refused.error)")
    #expect(refused.error.contains("has other kernels of OpenBLAS"), "\(refused.error)")
    #expect(refused.error.contains("Set OPENBLAS_CORETYPE"), "\(refused.error)")
    #expect(folder.names == [])
    let allowed = try train(
      "openmpi", recipe("run") + ["--epochs", "1", "--allow-different-cpus"], in: script)
    #expect(allowed.exitCode == 0, "\(allowed.error)")
  }

  /// A page network is trained by one process: several would write the same files.
  @Test func pagesAreTrainedByOneProcess() throws {
    let custos = try BuiltProgram(named: "custos").path
    let outcome = try BuiltProgram(path: "/usr/bin/mpirun.mpich").run(
      ["-np", "2", custos, "train-pages", folder.file("pages"), "-o", folder.file("run")],
      limitSeconds: 60)
    #expect(outcome.exitCode == 64, "\(outcome.error)")
    #expect(outcome.error.contains("custos train-pages trains in one process"), "\(outcome.error)")
    #expect(folder.names == [])
  }

  /// A process that is stopped or killed once the run has begun: the others end and leave a state to go on from.
  @Test(arguments: MPIPrograms.names, ["STOP", "KILL"]) func aLostProcessEndsTheRun(
    implementation: String, signal: String
  ) throws {
    let state = Path.join(folder.file("run"), "state.safetensors")
    let script = """
      [ "\(Self.rank)" = 1 ] || exec "$@"
      "$@" & child=$!
      for i in $(seq 600); do [ -f '\(state)' ] && break; sleep 0.1; done
      kill -\(signal) $child
      wait $child
      """
    let start = Date()
    let outcome = try train(
      implementation, processes: 3,
      recipe("run") + ["--epochs", "100000", "--answer-limit", "5"], in: script)
    #expect(outcome.exitCode != 0 && Date().timeIntervalSince(start) < 200, "\(outcome.error)")
    if signal == "STOP" {
      #expect(outcome.error.contains("Rank 1 ("), "\(outcome.error)")
      #expect(outcome.error.contains("has not answered for 5 seconds"), "\(outcome.error)")
    }
    let rest = try train(
      implementation, processes: 3, ["--resume", folder.file("run"), "--epochs", "1"])
    #expect(rest.exitCode == 0, "\(rest.error)")
  }

  @Test func aMissingPluginIsNamed() throws {
    let outcome = try train(
      "openmpi", recipe("run"), environment: ["CUSTOS_MPI_PLUGIN": folder.file("missing.so")])
    #expect(outcome.exitCode == 69, "\(outcome.error)")
    #expect(outcome.error.contains("missing.so"), "\(outcome.error)")
    #expect(outcome.error.contains("make build MPI=1"), "\(outcome.error)")
  }

  /// Each process needs a shard of every batch.
  @Test func moreProcessesThanShardsAreRefused() throws {
    let outcome = try train("mpich", processes: 3, recipe("run") + ["--shards", "2"])
    #expect(outcome.exitCode == 64, "\(outcome.error)")
    #expect(outcome.error.contains("3 processes share batches of 2 shards"), "\(outcome.error)")
    #expect(folder.names == [])
  }
}
