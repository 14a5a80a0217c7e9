import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// `serve` with every call to the system failing once, while it starts, reads pictures and stores a
/// correction.
@Suite(.enabled(if: CallFaults.isPossible)) struct ServeFaultTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test(arguments: CallFaults.Kind.allCases)
  func serving(kind: CallFaults.Kind) throws {
    let faults = try CallFaults(kind, in: bench.folder)
    let calls = try serve(faults, failingAt: 0)
    #expect(calls > 20)
    // How often a picture is read depends on time: a few calls more than in the first run.
    for number in 1...calls + 5 { _ = try serve(faults, failingAt: number) }
  }

  /// Starts the server, corrects a label, and ends it.
  ///
  /// - Returns: the number of calls.
  private func serve(_ faults: CallFaults, failingAt number: Int) throws -> Int {
    let what = "\(faults.kind.rawValue) call \(number)"
    let output = try TemporaryFolder()
    let tool: ServedTool
    do {
      tool = try ServedTool(
        [
          "--model", bench.model, "--camera", "fake:\(bench.page)@10", "--boxes", bench.boxes,
          "--threads", "2", "--store", output.file("store"),
        ], environment: faults.environment(failingAt: number))
    } catch let failure as ServedTool.Failure {
      let exitCode = try #require(failure.exitCode, "\(what): it neither serves nor ends")
      #expect(exitCode != 0, "\(what)")
      faults.expectOrderlyEnd(exitCode, failure.text, what)
      return 0
    }
    // Behind its address it may still end, since it loads the model then.
    let isCorrected = (try? correct(tool, what)) ?? false
    let exitCode = try tool.end()
    faults.expectOrderlyEnd(exitCode, tool.messages, skips: true, what)
    #expect(isCorrected || ![0, 2].contains(exitCode), "\(what): \(tool.messages)")
    try expectWholeStore(output.file("store"), isCorrected: isCorrected, what)
    return try faults.count()
  }

  /// Corrects a label; where that fails, the second try succeeds.
  private func correct(_ tool: ServedTool, _ what: String) throws -> Bool {
    let status = try tool.correct("L3")?.status
    guard status != 200 else { return true }
    if let status { #expect((500..<600).contains(status), "\(what): status \(status)") }
    return try tool.correct("L3")?.status == 200
  }

  /// No temporary files, and no label without its picture.
  private func expectWholeStore(_ store: String, isCorrected: Bool, _ what: String) throws {
    guard FileSystem.kind(of: store) == .directory else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: store)
    #expect(!names.contains { $0.hasSuffix(".tmp") }, "\(what): \(names)")
    let labels = names.filter { $0.hasSuffix(".json") }
    #expect(isCorrected == !labels.isEmpty, "\(what): \(names)")
    for label in labels {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: Path.join(store, label)))
      let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
      let picture = try #require(object?["picture"] as? String, "\(what): \(label)")
      #expect(names.contains(picture), "\(what): \(names)")
    }
  }
}
