import CustosEngine
import CustosImage
public import CustosModelFile

/// Turns the peaks of a page network's maps into symbols: the same rule for integers and real numbers.
public struct PageDecoder: Sendable {
  /// What the maps stand for.
  public let form: PageForm
  /// What the position's logits are divided by before softmax, 2^-32...2^32.
  public let temperature: Double
  /// Two boxes of one group with a larger intersection over union are one symbol.
  public static let overlapLimit = 0.5
  /// Bounds of a centre's place within its cell, in cells: what a network says beyond is cut off.
  static let offsets = -0.5...1.5
  /// Bounds of the logarithm of a size: 0.0067 to 148 staff spaces.
  static let logSizes = -5.0...5.0

  /// Prepares for maps of a form.
  public init(form: PageForm, temperature: Double = 1) {
    self.form = form
    self.temperature = temperature
  }

  /// The symbols of a page's maps of real numbers, row by row.
  public func symbols(
    of maps: PageMaps, thresholds: PageThresholds, scale: PageScale
  ) -> [PageSymbol] {
    symbols(of: maps.peaks(form: form, thresholds: thresholds), scale: scale)
  }

  /// The symbols at peaks, in the order of these.
  ///
  /// Of two boxes of one group whose intersection over union is above 0.5 the one with the smaller logit
  /// goes, of equal ones the later one; a box that has gone removes no other one.
  ///
  /// - Parameter peaks: row by row.
  public func symbols(of peaks: [PagePeak], scale: PageScale) -> [PageSymbol] {
    let boxes = peaks.map { box(of: $0, scale) }
    let order = peaks.indices.sorted { peaks[$0].isStronger(than: peaks[$1]) }
    var kept = form.groups.map { _ in [Int]() }
    for index in order {
      let group = peaks[index].group
      let isDouble = kept[group].contains {
        boxes[$0].intersectionOverUnion(boxes[index]) > Self.overlapLimit
      }
      if !isDouble { kept[group].append(index) }
    }
    return kept.reduce([], +).sorted().map { symbol(peaks[$0], boxes[$0]) }
  }

  private func symbol(_ peak: PagePeak, _ box: Box) -> PageSymbol {
    let (className, share) = symbolClass(of: peak)
    return PageSymbol(
      box: box, group: peak.group, className: className, classProbability: share,
      probability: Float(ExactMath.sigmoid(peak.centre)),
      positionProbabilities: ExactMath.softmax(
        peak.positions.map(Self.bounded), temperature: temperature),
      positionLogits: peak.exactPositions)
  }

  /// The class with the largest logit among the group's, the first among equals.
  private func symbolClass(of peak: PagePeak) -> (name: String, share: Float) {
    let channels = form.classes(of: peak.group)
    guard !channels.isEmpty else { return (form.groups[peak.group], 1) }
    let logits = peak.classes.map(Self.bounded)
    let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
    return (form.classes[channels[best]].name, ExactMath.softmax(logits)[best])
  }

  private func box(of peak: PagePeak, _ scale: PageScale) -> Box {
    let stride = Double(form.stride)
    let x = (Double(peak.column) + Self.clamped(peak.box[0], Self.offsets)) * stride
    let y = (Double(peak.row) + Self.clamped(peak.box[1], Self.offsets)) * stride
    return scale.box(
      centreX: x, centreY: y,
      width: ExactMath.exponential(Self.clamped(peak.box[2], Self.logSizes)),
      height: ExactMath.exponential(Self.clamped(peak.box[3], Self.logSizes)))
  }

  /// What is not a number becomes the lower bound.
  private static func clamped(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    value > range.lowerBound ? min(value, range.upperBound) : range.lowerBound
  }

  /// A finite logit, so that softmax is one.
  private static func bounded(_ logit: Double) -> Double { clamped(logit, -1e300...1e300) }
}
