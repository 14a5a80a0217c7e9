/// A file of the package custos-edge for the board.
public struct DebianPackage: Sendable {
  /// Where the file lies.
  public let path: String
  /// The package's version.
  public let version: String

  /// Reads a package's name, version and architecture with dpkg-deb.
  ///
  /// - Throws: `DeploymentError.wrongPackage`, `.toolMissing`.
  public init(_ path: String) throws {
    let tool = try LocalProgram("dpkg-deb", package: "dpkg")
    let outcome = try tool.run([
      "--show", "--showformat=${Package} ${Architecture} ${Version}", "--", path,
    ])
    guard outcome.exitCode == 0 else {
      throw DeploymentError.wrongPackage(file: path, found: "no Debian package (\(outcome.reason))")
    }
    let words = outcome.output.split(separator: " ")
    guard words.count == 3, words[0] == "custos-edge", words[1] == "arm64" else {
      throw DeploymentError.wrongPackage(file: path, found: outcome.output)
    }
    self.path = path
    version = String(words[2])
  }
}
