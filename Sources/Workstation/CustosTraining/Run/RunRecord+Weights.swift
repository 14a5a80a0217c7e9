import CustosPlatform
import CustosWeights
import Foundation

extension RunRecord {
  /// The file of weights that a run began with, and what became of them. A resumed run does not need
  /// it.
  public struct Weights: Codable, Equatable, Sendable {
    /// Path of the file.
    public let file: String
    /// Checksum of the file, `crc32:` and eight hexadecimal digits.
    public let digest: String
    /// How many tensors of the network were loaded.
    public let loadedCount: Int
    /// The network's tensors that were drawn all the same: the head, for other classes.
    public let drawn: [String]
    /// The file's tensors that are not used: another head.
    public let unused: [String]

    init(_ weights: StartingWeights, _ loaded: LoadedWeights) {
      file = URL(fileURLWithPath: weights.path).path
      digest = RunRecord.digest(weights.crc)
      loadedCount = loaded.loaded.count
      drawn = loaded.left.map(\.name)
      unused = loaded.unexpected
    }

    /// The sentence that tells it.
    public var summary: String {
      var text = "Loaded \(loadedCount) of \(loadedCount + drawn.count) tensors from \(file)"
      if !drawn.isEmpty { text += "; drawn anew: " + drawn.joined(separator: ", ") }
      if !unused.isEmpty { text += "; not used: " + Self.list(unused) }
      return text + "."
    }

    private static func list(_ names: [String]) -> String {
      let shown = names.prefix(4).map { MessageText.clean($0, limit: 80) }
      let rest = names.count - shown.count
      return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
  }
}
