import CustosTestSupport
import Foundation
import Testing

/// Lets one call to the system of a program fail: the n-th that asks for memory, or the n-th on a file,
/// folder or socket. Tests/Support/CCallFaults says which calls count.
struct CallFaults {
  enum Kind: String, CaseIterable {
    case memory
    case files
  }

  /// Sanitizers have a malloc of their own.
  static let isPossible = ProcessInfo.processInfo.environment["CUSTOS_PART"] == nil

  let kind: Kind
  private let library: String
  private let countFile: String

  init(_ kind: Kind, in folder: TemporaryFolder) throws {
    self.kind = kind
    library = try BuiltProgram(named: "libCustosCallFaults.so").path
    countFile = folder.file("calls-\(kind.rawValue)")
  }

  /// The environment in which the `number`-th call fails; none for 0.
  func environment(failingAt number: Int) -> [String: String] {
    [
      "LD_PRELOAD": library, "CUSTOS_FAULT_KIND": kind.rawValue, "CUSTOS_FAULT_AT": "\(number)",
      "CUSTOS_FAULT_COUNT": countFile,
    ]
  }

  /// The calls of the last run that has ended by itself.
  func count() throws -> Int {
    let text = try String(contentsOfFile: countFile, encoding: .utf8)
    return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// Expects the end of a run in which a call has failed: by itself, and with a sentence unless the
  /// failure did no harm. Short memory has one exit code; others are those that the help text names.
  func expectOrderlyEnd(_ exitCode: Int32, _ error: String, skips: Bool = false, _ what: String) {
    var codes: [Int32] = kind == .memory ? [0, 69] : [0, 65, 66, 69, 73, 74]
    if skips { codes.append(2) }
    #expect(codes.contains(exitCode), "\(what): exit code \(exitCode), \(error)")
    guard exitCode != 0 else { return }
    #expect(error.contains("custos-edge: ") && error.hasSuffix(".\n"), "\(what): \(error)")
    if kind == .memory {
      #expect(error.contains("There is not enough memory for "), "\(what): \(error)")
    }
  }
}
