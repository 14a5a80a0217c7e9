import CustosPlatform
import CustosSupport
import Foundation

/// An audit as text and as JSON lines.
extension DataAudit {
  /// What the data set holds, what is wrong, and a last line with the numbers of errors and warnings.
  public var text: String {
    let sets = zip(counts, SplitPlan.Part.allCases).map { "\($0) \($1.rawValue)" }.joined(
      separator: ", ")
    let size = usualSize.map { ", most of \($0.text) pixels (width x height)" } ?? ""
    var lines = ["\(folder): \(labels.count) classes, \(sets) pictures\(size)"]
    lines += AuditFinding.sentences(findings).map {
      ($0.isError ? "error: " : "warning: ") + $0.text
    }
    lines.append("\(Self.count(errors, "error")), \(Self.count(warnings, "warning"))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One `custos.finding/1` for each finding and one `custos.audit/1` at the end, each line ending
  /// with a line break.
  public func jsonLines() throws -> String {
    let encoder = JSONLineEncoder()
    let time = UTCTime.now
    var text = ""
    func append(_ value: some Encodable) throws {
      text += try encoder.line(value) + "\n"
    }
    for (place, finding) in findings.enumerated() {
      try append(FindingLine(finding, time: time, seq: place))
    }
    try append(TotalsLine(self, time: time))
    return text
  }

  private static func count(_ findings: [AuditFinding], _ noun: String) -> String {
    "\(findings.count) \(noun)\(findings.count == 1 ? "" : "s")"
  }
}

private struct FindingLine: Encodable {
  let schema = "custos.finding/1"
  let time: String
  let seq: Int
  let severity: String
  let kind: String
  let message: String
  let files: [String]

  init(_ finding: AuditFinding, time: String, seq: Int) {
    self.time = time
    self.seq = seq
    severity = finding.kind.isError ? "error" : "warning"
    kind = finding.kind.rawValue
    message = finding.message
    files = finding.files
  }
}

private struct TotalsLine: Encodable {
  let schema = "custos.audit/1"
  let time: String
  let seq: Int
  let folder: String
  let classes: [String]
  let training: Int
  let validation: Int
  let test: Int
  let width: Int?
  let height: Int?
  let errors: Int
  let warnings: Int

  init(_ audit: DataAudit, time: String) {
    self.time = time
    seq = audit.findings.count
    folder = audit.folder
    classes = audit.labels
    (training, validation, test) = (audit.counts[0], audit.counts[1], audit.counts[2])
    width = audit.usualSize?.width
    height = audit.usualSize?.height
    errors = audit.errors.count
    warnings = audit.warnings.count
  }
}
