public import CustosEvaluation
public import CustosImage
import CustosPlatform

/// The pictures that a model finds hardest, side by side with what is true and what was read.
public enum ContactSheet {
  private static let scale = 2
  private static let lineHeight = BitmapFont.glyphHeight * scale + 6
  private static let cellWidth = 216
  private static let pictureHeight = 224
  private static let gap = 12
  private static let columns = 6

  /// Draws the patches in rows of six, the worst first; red frames are wrong readings, green ones
  /// right but unsure.
  ///
  /// - Parameter title: what was tested; stands above.
  public static func picture(of patches: [WorstPatch], title: String) -> PixelBuffer {
    let cellHeight = pictureHeight + gap + 3 * lineHeight
    let rows = (patches.count + columns - 1) / columns
    var sheet = PixelBuffer(
      width: columns * (cellWidth + gap) + gap,
      height: 2 * gap + lineHeight + rows * (cellHeight + gap))
    let width = sheet.width - 2 * gap
    sheet.drawText(
      PixelBuffer.shortened(title, width: width, scale: scale), x: gap, y: gap, scale: scale, .black
    )
    for (index, patch) in patches.enumerated() {
      draw(
        patch, x: gap + index % columns * (cellWidth + gap),
        y: 2 * gap + lineHeight + index / columns * (cellHeight + gap), on: &sheet)
    }
    return sheet
  }

  /// A patch at a size that can be looked at: as it is times a whole number, or made smaller.
  static func fitted(_ picture: PixelBuffer) -> PixelBuffer {
    let (width, height) = (picture.width, picture.height)
    let factor = min(cellWidth / width, pictureHeight / height)
    if factor >= 1 { return picture.resized(width: width * factor, height: height * factor) }
    // Width and height shrink alike until both fit.
    if width * pictureHeight > height * cellWidth {
      return picture.resized(width: cellWidth, height: max(1, height * cellWidth / width))
    }
    return picture.resized(width: max(1, width * pictureHeight / height), height: pictureHeight)
  }

  private static func draw(
    _ patch: WorstPatch, x: Int, y: Int, on sheet: inout PixelBuffer
  ) {
    let picture = fitted(patch.picture)
    let left = x + (cellWidth - picture.width) / 2
    sheet.draw(picture, x: left, y: y)
    sheet.strokeRectangle(
      x: left - 3, y: y - 3, width: picture.width + 6, height: picture.height + 6, thickness: 3,
      patch.isRight ? .green : .red)
    let lines = [
      Path.lastComponent(patch.file),
      "true \(patch.expected) \(NumberText.fixed(Double(patch.expectedProbability), decimals: 3))",
      "read \(patch.read) \(NumberText.fixed(Double(patch.probability), decimals: 3))",
    ]
    for (index, line) in lines.enumerated() {
      sheet.drawCentered(
        PixelBuffer.shortened(line, width: cellWidth - gap, scale: scale), x: x + cellWidth / 2,
        y: y + pictureHeight + gap + index * lineHeight, scale: scale, .black)
    }
  }
}
