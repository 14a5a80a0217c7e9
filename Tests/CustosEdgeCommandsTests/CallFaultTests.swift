import CustosTestSupport
import Foundation
import Testing

/// Loading a model and classifying with every call to the system failing once.
@Suite(.enabled(if: CallFaults.isPossible)) struct CallFaultTests {
  private let bench: Workbench
  private let tool: BuiltProgram

  init() throws {
    bench = try Workbench()
    tool = try BuiltProgram(named: "custos-edge")
    for name in ["patches/a.png", "patches/b.png"] { _ = try bench.patch(name, seed: 3) }
  }

  @Test(arguments: CallFaults.Kind.allCases)
  func loading(kind: CallFaults.Kind) throws {
    try failEveryCall(kind) { _ in ["info", "--model", bench.model] }
    try failEveryCall(kind) { _ in ["selftest", "--model", bench.model, "--threads", "2"] }
  }

  @Test(arguments: CallFaults.Kind.allCases)
  func classifyingPatches(kind: CallFaults.Kind) throws {
    try failEveryCall(kind) { output in
      [
        "classify", "--model", bench.model, "--threads", "2", "--logits",
        bench.folder.file("patches"), "--output", output + "/labels.txt",
      ]
    }
  }

  @Test(arguments: CallFaults.Kind.allCases, ["png", "jpg"])
  func classifyingAPage(kind: CallFaults.Kind, format: String) throws {
    try failEveryCall(kind) { output in
      [
        "classify", "--model", bench.model, "--threads", "1", "--page", bench.page, "--boxes",
        bench.boxes, "--annotate", "\(output)/page.\(format)", "--output", output + "/labels.txt",
      ]
    }
  }

  /// Runs a command without failure, and then with a failure of each of its calls. What such a run
  /// leaves behind is what the first one did, or nothing.
  private func failEveryCall(_ kind: CallFaults.Kind, _ arguments: (_ output: String) -> [String])
    throws
  {
    let faults = try CallFaults(kind, in: bench.folder)
    func run(failingAt number: Int) throws -> (BuiltProgram.Outcome, [String: Data]) {
      let output = try TemporaryFolder()
      let outcome = try tool.run(
        arguments(output.path), environment: faults.environment(failingAt: number),
        limitSeconds: 60)
      let files = try output.names.map { name in
        (name, try Data(contentsOf: URL(fileURLWithPath: output.file(name))))
      }
      return (outcome, Dictionary(uniqueKeysWithValues: files))
    }
    let (whole, wholeFiles) = try run(failingAt: 0)
    try #require(whole.exitCode == 0, "\(whole.error)")
    let count = try faults.count()
    #expect(count >= 4)
    for number in 1...count {
      let (outcome, files) = try run(failingAt: number)
      let what = "\(arguments("OUT").joined(separator: " ")), \(kind.rawValue) call \(number)"
      faults.expectOrderlyEnd(outcome.exitCode, outcome.error, what)
      for (name, bytes) in files {
        #expect(bytes == wholeFiles[name], "\(what) has left \(name) behind")
      }
      guard outcome.exitCode == 0 else { continue }
      #expect(Self.lasting(outcome.output) == Self.lasting(whole.output), "\(what)")
      #expect(files.count == wholeFiles.count, "\(what)")
    }
  }

  /// The lines of an output without what is measured: the time, and the memory that the kernel counts, which
  /// depends on how it maps files and pages.
  private static func lasting(_ output: String) -> [Substring] {
    output.split(separator: "\n").filter {
      !$0.hasPrefix("load time\t") && !$0.hasPrefix("peak memory\t")
    }
  }
}
