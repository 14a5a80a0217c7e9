import CustosDataSet
import CustosPlatform

/// What a conversion has to say: bad input that was left out, and what a format cannot hold.
struct ConversionNotes {
  /// Whether bad input is left out instead of ending the conversion.
  let skipsBad: Bool
  /// What was left out, in the order of the input.
  private(set) var skipped: [DataError] = []
  /// How often each property of the input was met that no annotation has.
  private var dropped: [String: Int] = [:]
  private var movedCount = 0
  private var farthestMove = 0.0
  private var clippedCount = 0
  private var sentences: [String] = []

  init(skipsBad: Bool) { self.skipsBad = skipsBad }

  /// Leaves bad input out or ends the conversion with it.
  mutating func reject(_ error: DataError) throws(DataError) {
    guard skipsBad, error.isBadInput else { throw error }
    skipped.append(error)
  }

  /// Counts a property of the input that is left behind.
  mutating func drop(_ property: String) {
    dropped[MessageText.clean(property, limit: 40), default: 0] += 1
  }

  /// Counts a box whose edges were moved by `pixels` at most.
  mutating func move(by pixels: Double) {
    guard pixels > 0 else { return }
    movedCount += 1
    farthestMove = max(farthestMove, pixels)
  }

  /// Counts a box that was cut off at the border of its page.
  mutating func clip() { clippedCount += 1 }

  /// Says something.
  mutating func say(_ sentence: String) { sentences.append(sentence) }

  /// All sentences.
  func all(target: AnnotationFormat) -> [String] {
    var all = sentences
    if !dropped.isEmpty {
      let list = dropped.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\($0.key) (\($0.value))" }
      all.append(
        "What is neither box nor class nor staff position was left behind: "
          + list.joined(separator: ", ") + ".")
    }
    if clippedCount > 0 {
      all.append(
        "\(target.title) holds nothing beyond the page: "
          + "\(Self.boxes(clippedCount)) cut off at its border.")
    }
    if movedCount > 0 {
      let unit = target == .yolo ? "thousandths of a pixel" : "whole pixels"
      all.append(
        "\(target.title) files hold \(unit): \(Self.boxes(movedCount)) rounded, by "
          + "\(NumberText.shortest(Self.roundedUp(farthestMove))) pixels at most.")
    }
    return all
  }

  private static func boxes(_ count: Int) -> String {
    count == 1 ? "1 box was" : "\(count) boxes were"
  }

  private static func roundedUp(_ pixels: Double) -> Double {
    (pixels * 10_000 - 1e-6).rounded(.up) / 10_000
  }
}
