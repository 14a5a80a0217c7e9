/// A cell of a page network's maps that is the centre of a symbol, with the real values of all maps there.
public struct PagePeak: Equatable, Sendable {
  /// Row of the cell in the page.
  public var row: Int
  /// Column of the cell in the page.
  public var column: Int
  /// Which of the form's groups the symbol belongs to.
  public var group: Int
  /// Logit of the centre.
  public var centre: Double
  /// The centre's x and y within the cell, in cells, and the natural logarithms of width and height in
  /// staff spaces.
  public var box: [Double]
  /// Logits of the positions, one a label.
  public var positions: [Double]
  /// The same as an engine's exact integers, less the zero point; none from a float network.
  public var exactPositions: [Int32]
  /// Logits of the group's classes, in the order of `PageForm.classes(of:)`.
  public var classes: [Double]

  /// Describes a peak.
  public init(
    row: Int, column: Int, group: Int, centre: Double, box: [Double], positions: [Double],
    exactPositions: [Int32] = [], classes: [Double] = []
  ) {
    self.row = row
    self.column = column
    self.group = group
    self.centre = centre
    self.box = box
    self.positions = positions
    self.exactPositions = exactPositions
    self.classes = classes
  }

  /// Whether it stands before another one: row by row, from left to right, then by group.
  func isBefore(_ other: PagePeak) -> Bool {
    if row != other.row { return row < other.row }
    return column != other.column ? column < other.column : group < other.group
  }

  /// Whether it is taken first where only one may stay: the larger logit, of equal ones the earlier peak.
  func isStronger(than other: PagePeak) -> Bool {
    centre != other.centre ? centre > other.centre : isBefore(other)
  }
}

/// Peaks of a page, of which the strongest are kept: which ones does not depend on the order in which
/// they come.
struct PeakCollection {
  /// Peaks of a page at most: many times what a dense page holds.
  static let limit = 10_000

  private var peaks: [PagePeak] = []

  /// Adds a peak.
  mutating func add(_ peak: PagePeak) {
    peaks.append(peak)
    if peaks.count == 2 * Self.limit { prune() }
  }

  /// The strongest peaks, row by row.
  mutating func take() -> [PagePeak] {
    prune()
    return peaks.sorted { $0.isBefore($1) }
  }

  private mutating func prune() {
    guard peaks.count > Self.limit else { return }
    peaks.sort { $0.isStronger(than: $1) }
    peaks.removeLast(peaks.count - Self.limit)
  }
}
