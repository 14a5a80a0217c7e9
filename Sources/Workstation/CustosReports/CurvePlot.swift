import CustosImage
import CustosPlatform

/// A diagram of curves over epochs with axes, ticks, grid and legend.
struct CurvePlot {
  /// A curve: one value an epoch; values that are no finite numbers leave a gap.
  struct Curve {
    let name: String
    let values: [Double]
    let color: Color
    /// Whether the line is dashed.
    let isDashed: Bool
  }

  /// Rows that numbers and name of the horizontal axis take.
  private static let axisHeight = 60

  private let title: String
  private let epochs: [Int]
  private let curves: [Curve]
  private let vertical: AxisScale
  private let horizontal: AxisScale
  private let plotLeft: Int
  private let plotRight: Int
  private let plotTop: Int
  private let plotBottom: Int
  private let top: Int

  /// Lays the diagram out.
  ///
  /// - Parameters:
  ///   - left: first column of the whole diagram on the picture.
  ///   - top: first row.
  ///   - width: columns of the whole diagram.
  ///   - height: rows.
  init(
    title: String, epochs: [Int], curves: [Curve], left: Int, top: Int, width: Int, height: Int
  ) {
    self.title = title
    self.epochs = epochs
    self.curves = curves
    self.top = top
    vertical = AxisScale(covering: curves.flatMap(\.values), count: 6)
    horizontal = AxisScale(covering: epochs.map(Double.init), count: width / 90, whole: true)
    let numbers = vertical.ticks.map { [vertical] in
      BitmapFont.width(of: NumberText.fixed($0, decimals: vertical.decimals), scale: 2)
    }
    plotLeft = left + max(90, (numbers.max() ?? 0) + 20)
    plotRight = left + width - 30
    plotTop = top + 50
    plotBottom = top + height - Self.axisHeight - (curves.count > 1 ? 30 : 0)
  }

  /// Draws the diagram.
  func draw(on picture: inout PixelBuffer) {
    picture.drawCentered(title, x: (plotLeft + plotRight) / 2, y: top + 18, scale: 2, .black)
    drawAxes(on: &picture)
    for curve in curves { draw(curve, on: &picture) }
    drawLegend(on: &picture)
  }

  private func column(_ epoch: Double) -> Int {
    plotLeft + Int((horizontal.fraction(of: epoch) * Double(plotRight - plotLeft)).rounded())
  }

  private func row(_ value: Double) -> Int {
    plotBottom - Int((vertical.fraction(of: value) * Double(plotBottom - plotTop)).rounded())
  }

  private func drawAxes(on picture: inout PixelBuffer) {
    for tick in vertical.ticks {
      let y = row(tick)
      picture.drawLine(fromX: plotLeft, fromY: y, toX: plotRight, toY: y, .lightGray)
      picture.drawLine(fromX: plotLeft - 5, fromY: y, toX: plotLeft, toY: y, .black)
      let text = NumberText.fixed(tick, decimals: vertical.decimals)
      let width = BitmapFont.width(of: text, scale: 2)
      picture.drawText(text, x: plotLeft - 10 - width, y: y - 7, scale: 2, .black)
    }
    for tick in horizontal.ticks {
      let x = column(tick)
      picture.drawLine(fromX: x, fromY: plotTop, toX: x, toY: plotBottom, .lightGray)
      picture.drawLine(fromX: x, fromY: plotBottom, toX: x, toY: plotBottom + 5, .black)
      picture.drawCentered(
        NumberText.fixed(tick, decimals: 0), x: x, y: plotBottom + 10, scale: 2, .black)
    }
    picture.strokeRectangle(
      x: plotLeft, y: plotTop, width: plotRight - plotLeft + 1,
      height: plotBottom - plotTop + 1, .black)
    picture.drawCentered(
      "epoch", x: (plotLeft + plotRight) / 2, y: plotBottom + 34, scale: 2, .black)
  }

  private func draw(_ curve: Curve, on picture: inout PixelBuffer) {
    var previous: (x: Int, y: Int)?
    for (epoch, value) in zip(epochs, curve.values) {
      guard value.isFinite else {
        previous = nil
        continue
      }
      let place = (x: column(Double(epoch)), y: row(value))
      if let previous { draw(curve, from: previous, to: place, on: &picture) }
      if !curve.isDashed || curve.values.count == 1 {
        picture.fillRectangle(x: place.x - 3, y: place.y - 3, width: 7, height: 7, curve.color)
      }
      previous = place
    }
  }

  /// Draws a piece of a curve. Dashes follow the columns of the picture, so that they go on from
  /// piece to piece however short the pieces are.
  private func draw(
    _ curve: Curve, from start: (x: Int, y: Int), to end: (x: Int, y: Int),
    on picture: inout PixelBuffer
  ) {
    guard curve.isDashed else {
      picture.drawLine(
        fromX: start.x, fromY: start.y, toX: end.x, toY: end.y, thickness: 3, curve.color)
      return
    }
    let dash = 9
    var x = start.x
    while x <= end.x {
      let stop = min(end.x, x - x % dash + dash - 1)
      if x / dash % 2 == 0 {
        picture.drawLine(
          fromX: x, fromY: level(at: x, from: start, to: end), toX: stop,
          toY: level(at: stop, from: start, to: end), thickness: 3, curve.color)
      }
      x = stop + 1
    }
  }

  private func level(at x: Int, from start: (x: Int, y: Int), to end: (x: Int, y: Int)) -> Int {
    guard end.x > start.x else { return end.y }
    return start.y + (end.y - start.y) * (x - start.x) / (end.x - start.x)
  }

  /// Names the curves in a row below the axis, where nothing is covered.
  private func drawLegend(on picture: inout PixelBuffer) {
    guard curves.count > 1 else { return }
    let (sample, space) = (40, 10)
    let widths = curves.map { sample + space + BitmapFont.width(of: $0.name, scale: 2) }
    let total = widths.reduce(0, +) + 3 * space * (curves.count - 1)
    var x = (plotLeft + plotRight - total) / 2
    let middle = plotBottom + Self.axisHeight + 12
    for (curve, width) in zip(curves, widths) {
      picture.drawLine(
        fromX: x, fromY: middle, toX: x + sample, toY: middle, thickness: 3,
        dash: curve.isDashed ? 9 : 0, curve.color)
      picture.drawText(curve.name, x: x + sample + space, y: middle - 7, scale: 2, .black)
      x += width + 3 * space
    }
  }
}
