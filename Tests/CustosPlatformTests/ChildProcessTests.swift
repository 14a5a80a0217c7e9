import CustosTestSupport
import Foundation
import Testing

/// The tests' own helper: what it promises, all tests that start programs rely on.
@Suite struct ChildProcessTests {
  @Test func aProgramThatHangsIsKilledAndNamed() throws {
    let folder = try TemporaryFolder()
    // The grandchild holds the file open for as long as it lives.
    let script = "echo waiting for a train >&2; sleep 600 & echo $! > \(folder.file("pid")); wait"
    let error = #expect(throws: ChildProcess.TimeLimitPassed.self) {
      try BuiltProgram(path: "/bin/sh").run(["-c", script], limitSeconds: 1)
    }
    let sentence = try #require(error?.description)
    #expect(sentence.contains("/bin/sh -c \(script) was still running after 1 seconds"))
    #expect(sentence.hasSuffix("waiting for a train"))
    let text = try String(contentsOfFile: folder.file("pid"), encoding: .utf8)
    let grandchild = try #require(pid_t(text.dropLast()))
    let deadline = Date().addingTimeInterval(60)
    while isAlive(grandchild), Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    #expect(!isAlive(grandchild), "the whole group is killed")
  }

  /// Whether a process is there and not just waiting to be reaped.
  private func isAlive(_ process: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    return !status.contains(") Z ")
  }

  @Test func codesSignalsAndStreamsComeBack() throws {
    let shell = BuiltProgram(path: "/bin/sh")
    let ended = try shell.run(
      ["-c", "cat; echo $WORD >&2; exit 7"], input: Data("in".utf8),
      environment: ["WORD": "said"])
    #expect(ended.exitCode == 7 && ended.output == "in" && ended.error == "said\n")
    #expect(try shell.run(["-c", "kill -TERM $$"]).exitCode == 128 + SIGTERM)
    let interrupted = try shell.run(
      ["-c", "sleep 600 & wait"], interruption: .init(signal: SIGINT, milliseconds: 100),
      limitSeconds: 60)
    #expect(interrupted.exitCode == 128 + SIGINT, "no signal is held back in it")
  }

  @Test func whatCannotBeStartedIsNamed() {
    let error = #expect(throws: ChildProcess.CannotStart.self) {
      try BuiltProgram(path: "/nowhere/custos").run(["train"])
    }
    #expect(error?.description.hasPrefix("/nowhere/custos train cannot be started") == true)
  }
}
