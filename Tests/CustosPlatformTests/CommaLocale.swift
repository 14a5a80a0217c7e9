import CustosTestSupport
import Foundation
import Testing

/// A locale whose decimal point is a comma, made for the test since few machines have one.
struct CommaLocale: ~Copyable {
  private static let characterMap = "/usr/share/i18n/charmaps/UTF-8.gz"
  private static let compiler = "/usr/bin/localedef"

  static let canBeMade = [characterMap, compiler].allSatisfy {
    FileManager.default.fileExists(atPath: $0)
  }

  let handle: locale_t

  init() throws {
    let folder = try TemporaryFolder()
    let source = folder.file("comma")
    try Data(
      "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping 3\nEND LC_NUMERIC\n".utf8
    ).write(to: URL(fileURLWithPath: source))
    // -c: go on without the other categories; the code tells only of those.
    let arguments = ["-c", "-i", source, "-f", "UTF-8", folder.file("xx_XX.UTF-8")]
    _ = try ChildProcess(Self.compiler, arguments, limitSeconds: 60).wait()
    setenv("LOCPATH", folder.path, 1)
    defer { unsetenv("LOCPATH") }
    handle = try #require(newlocale(1 << LC_NUMERIC, "xx_XX.UTF-8", nil))
  }

  deinit { freelocale(handle) }
}
