import Foundation

/// A text that must stay as it is, kept in `Tests/Snapshots`.
///
/// After a change that is meant, `CUSTOS_RENEW_SNAPSHOTS=1 swift test --filter Snapshot` writes the
/// new texts; the difference is then part of the commit.
public enum Snapshot {
  /// The variable that renews.
  public static let variable = "CUSTOS_RENEW_SNAPSHOTS"

  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Snapshots")

  /// What differs from the text that is kept under a name, nil if nothing does.
  public static func difference(of text: String, from name: String) throws -> String? {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment[variable] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return nil
    }
    guard let kept = try? String(contentsOf: file, encoding: .utf8) else {
      return "Tests/Snapshots/\(name) does not exist; make it with \(variable)=1."
    }
    guard kept != text else { return nil }
    let (old, new) = (lines(kept), lines(text))
    let place =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    return "Line \(place + 1) of Tests/Snapshots/\(name) is '\(line(old, place))', but was "
      + "'\(line(new, place))' now. If that is meant, renew it with \(variable)=1."
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func line(_ lines: [Substring], _ place: Int) -> Substring {
    lines.indices.contains(place) ? lines[place] : "(the end)"
  }

  /// The names of a JSON object's fields, one per line, sorted: those of objects within as
  /// `outer.inner`, those of a list's first element as `list[].inner`.
  public static func fields(ofJSON line: String) throws -> String {
    func names(_ value: Any, _ name: String) -> [String] {
      switch value {
      case let object as [String: Any]:
        object.flatMap { names($1, name.isEmpty ? $0 : name + "." + $0) }
      case let list as [Any]: names(list.first ?? "", name + "[]")
      default: [name]
      }
    }
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return names(object, "").sorted().joined(separator: "\n") + "\n"
  }
}
