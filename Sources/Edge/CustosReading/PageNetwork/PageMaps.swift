public import CustosModelFile

/// A page network's maps as real numbers, such as a float network's.
public struct PageMaps: Sendable {
  /// Rows of cells.
  public let height: Int
  /// Columns of cells.
  public let width: Int
  /// `[height, width, G]`.
  public let centres: [Float]
  /// `[height, width, 4]`.
  public let boxes: [Float]
  /// `[height, width, P]`.
  public let positions: [Float]
  /// `[height, width, K]`; empty where the groups are the classes.
  public let classes: [Float]

  /// Takes maps over; see `PageModel` for what the numbers mean.
  public init(
    height: Int, width: Int, centres: [Float], boxes: [Float], positions: [Float],
    classes: [Float] = []
  ) {
    let cells = height * width
    precondition(
      cells > 0
        && [centres, boxes, positions, classes].allSatisfy { $0.count % cells == 0 }
        && boxes.count == 4 * cells, "size mismatch")
    self.height = height
    self.width = width
    self.centres = centres
    self.boxes = boxes
    self.positions = positions
    self.classes = classes
  }

  /// The peaks within a part of the maps, the strongest 10,000 of them, row by row.
  ///
  /// - Parameters:
  ///   - rows: nil for all.
  ///   - columns: nil for all.
  ///   - origin: the page's cell that is cell (0, 0) of these maps.
  public func peaks(
    form: PageForm, thresholds: PageThresholds, rows: Range<Int>? = nil,
    columns: Range<Int>? = nil, origin: (row: Int, column: Int) = (0, 0)
  ) -> [PagePeak] {
    var peaks = PeakCollection()
    let search = PeakSearch(height: height, width: width, channels: form.groups.count)
    search.run(
      in: centres, thresholds: thresholds.logits.map { $0.map { Float($0) } },
      rows: rows ?? 0..<height, columns: columns ?? 0..<width
    ) { row, column, group in
      let cell = row * width + column
      let logits = form.classes.isEmpty ? [] : vector(classes, cell, form.classes.count)
      peaks.add(
        PagePeak(
          row: origin.row + row, column: origin.column + column, group: group,
          centre: Double(centres[cell * form.groups.count + group]), box: vector(boxes, cell, 4),
          positions: vector(positions, cell, form.labels.count),
          classes: form.classes(of: group).map { logits[$0] }))
    }
    return peaks.take()
  }

  private func vector(_ map: [Float], _ cell: Int, _ channels: Int) -> [Double] {
    map[cell * channels..<(cell + 1) * channels].map { Double($0) }
  }
}
