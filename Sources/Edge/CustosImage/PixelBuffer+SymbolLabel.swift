extension PixelBuffer {
  /// Draws symbols' boxes and, on a white ground near each, its label.
  ///
  /// A label lies just above its box; where other labels are in the way it moves up a little, else
  /// down from below the box, and covers one only where the page has no room. All boxes are drawn
  /// before the first label.
  ///
  /// - Parameter labelScale: pixels of a dot of the labels' letters.
  public mutating func drawSymbols(
    _ symbols: [(box: Box, label: String, color: Color)], labelScale: Int = 2
  ) {
    for symbol in symbols {
      let box = Self.pixels(of: symbol.box)
      strokeRectangle(
        x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top,
        thickness: 2, symbol.color)
    }
    var taken: [PixelBox] = []
    for symbol in symbols where !symbol.label.isEmpty {
      let place = labelPlace(
        of: symbol.label, scale: labelScale, at: Self.pixels(of: symbol.box), taken: taken)
      taken.append(place)
      fillRectangle(
        x: place.left, y: place.top, width: place.right - place.left,
        height: place.bottom - place.top, .white)
      drawText(
        symbol.label, x: place.left + 2, y: place.top + 2, scale: labelScale, symbol.color)
    }
  }

  private func labelPlace(
    of label: String, scale: Int, at box: PixelBox, taken: [PixelBox]
  ) -> PixelBox {
    let labelWidth = BitmapFont.width(of: label, scale: scale) + 4
    let labelHeight = BitmapFont.glyphHeight * scale + 3
    let left = max(0, min(box.left, width - labelWidth))
    func place(top: Int) -> PixelBox {
      PixelBox(left: left, top: top, right: left + labelWidth, bottom: top + labelHeight)
    }
    // The first free place on the page on the way up or down, passing at most `limit` labels.
    func free(above: Bool, passing limit: Int) -> PixelBox? {
      var candidate = place(top: above ? box.top - labelHeight : box.bottom + 1)
      for _ in 0...limit where candidate.top >= 0 && candidate.bottom <= height {
        guard let blocking = taken.first(where: { $0.overlaps(candidate) }) else {
          return candidate
        }
        candidate = place(top: above ? blocking.top - labelHeight - 1 : blocking.bottom + 1)
      }
      return nil
    }
    return free(above: true, passing: 4) ?? free(above: false, passing: taken.count)
      ?? free(above: true, passing: taken.count) ?? place(top: box.bottom + 1)
  }

  private static func pixels(of box: Box) -> PixelBox {
    let limit = 1_000_000.0
    func pixel(_ value: Double) -> Int { Int(min(max(value, -limit), limit)) }
    return PixelBox(
      left: pixel(box.x1), top: pixel(box.y1), right: pixel(box.x2), bottom: pixel(box.y2))
  }
}

/// Whole pixels; right and bottom are the first ones outside.
private struct PixelBox {
  var left: Int
  var top: Int
  var right: Int
  var bottom: Int

  func overlaps(_ other: PixelBox) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}
