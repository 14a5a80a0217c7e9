public import CustosEvaluation
public import CustosImage

/// A confusion matrix as a picture: rows are true classes, columns what was read.
///
/// Cells hold counts; their shade is the share of the row, blue for right readings, red for wrong.
public enum ConfusionPlot {
  private static let scale = 2
  private static let gap = 12
  private static let glyphHeight = BitmapFont.glyphHeight * scale
  /// Smallest share that a cell with a picture is shaded with, so that it can be seen.
  private static let leastShade = 0.1

  /// Draws the matrix at the size that its labels and counts need.
  ///
  /// - Parameter title: what was tested; stands above the matrix.
  public static func picture(of matrix: ConfusionMatrix, title: String) -> PixelBuffer {
    let layout = Layout(matrix)
    let plotSize = layout.cell * matrix.labels.count
    var picture = PixelBuffer(
      width: max(
        layout.left + plotSize, BitmapFont.width(of: title, scale: scale) + gap) + 2 * gap,
      height: layout.top + plotSize + 2 * gap)
    picture.drawCentered(title, x: picture.width / 2, y: gap, scale: scale, .black)
    picture.drawCentered(
      "read", x: layout.left + plotSize / 2, y: gap * 2 + glyphHeight, scale: scale, .black)
    let titleLength = BitmapFont.width(of: "true", scale: scale)
    picture.drawRising(
      "true", x: gap, bottom: layout.top + (plotSize + titleLength) / 2, scale: scale, .black)
    for place in matrix.labels.indices { drawLabels(of: place, matrix, layout, on: &picture) }
    for row in matrix.labels.indices {
      for column in matrix.labels.indices {
        drawCell(row: row, column: column, matrix, layout, on: &picture)
      }
    }
    picture.strokeRectangle(
      x: layout.left, y: layout.top, width: plotSize + 1, height: plotSize + 1, .black)
    return picture
  }

  /// The colour of a cell.
  static func color(of matrix: ConfusionMatrix, row: Int, column: Int) -> Color {
    guard matrix.counts[row][column] > 0 else { return .white }
    let share = max(leastShade, matrix.share(row: row, column: column))
    return .tint(of: row == column ? .blue : .red, share)
  }

  /// Whether a cell is so dark that its count is written in white.
  static func hasWhiteText(_ matrix: ConfusionMatrix, row: Int, column: Int) -> Bool {
    matrix.share(row: row, column: column) > 0.6
  }

  private struct Layout {
    let cell: Int
    let left: Int
    let top: Int
    /// Whether the columns' labels run upwards because they are wider than a cell.
    let rises: Bool

    init(_ matrix: ConfusionMatrix) {
      let numbers = matrix.counts.joined().map { BitmapFont.width(of: String($0), scale: scale) }
      let labels = matrix.labels.map { BitmapFont.width(of: $0, scale: scale) }.max() ?? 0
      cell = max(40, (numbers.max() ?? 0) + gap)
      rises = labels > cell - 8
      left = gap * 3 + glyphHeight + labels
      top = gap * 4 + 2 * glyphHeight + (rises ? labels : glyphHeight)
    }
  }

  private static func drawLabels(
    of place: Int, _ matrix: ConfusionMatrix, _ layout: Layout, on picture: inout PixelBuffer
  ) {
    let label = matrix.labels[place]
    let middle = layout.cell / 2 + place * layout.cell
    picture.drawText(
      label, x: layout.left - gap - BitmapFont.width(of: label, scale: scale) + 4,
      y: layout.top + middle - glyphHeight / 2, scale: scale, .black)
    if layout.rises {
      picture.drawRising(
        label, x: layout.left + middle - glyphHeight / 2, bottom: layout.top - 8, scale: scale,
        .black)
    } else {
      picture.drawCentered(
        label, x: layout.left + middle, y: layout.top - 8 - glyphHeight, scale: scale, .black)
    }
  }

  private static func drawCell(
    row: Int, column: Int, _ matrix: ConfusionMatrix, _ layout: Layout,
    on picture: inout PixelBuffer
  ) {
    let x = layout.left + column * layout.cell
    let y = layout.top + row * layout.cell
    picture.fillRectangle(
      x: x, y: y, width: layout.cell, height: layout.cell,
      color(of: matrix, row: row, column: column))
    picture.strokeRectangle(
      x: x, y: y, width: layout.cell + 1, height: layout.cell + 1, .lightGray)
    let count = matrix.counts[row][column]
    guard count > 0 else { return }
    let isDark = hasWhiteText(matrix, row: row, column: column)
    picture.drawCentered(
      String(count), x: x + layout.cell / 2 + 1, y: y + (layout.cell - glyphHeight) / 2 + 1,
      scale: scale, isDark ? .white : .black)
  }
}
