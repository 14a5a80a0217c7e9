extension InkMask {
  /// Fills holes in the ink that are smaller than `width` x `height` pixels.
  mutating func fillHoles(smallerThanWidth width: Int, height: Int) {
    let paper = RegionMap(self, of: 0)
    let isFilled = paper.regions.map { hole in
      hole.width < width && hole.height < height && isInside(hole, margin: 0)
    }
    for index in pixels.indices where paper.labels[index] >= 0 {
      if isFilled[Int(paper.labels[index])] { pixels[index] = 1 }
    }
  }

  /// Fills holes of void heads whose rims have gaps of up to two pixels.
  ///
  /// - Parameters:
  ///   - width: holes of this many pixels or more are skipped; `height` likewise.
  ///   - isHead: whether a hole, after closing the gaps and growing it by a pixel, is a head's.
  mutating func fillOpenHoles(
    smallerThanWidth width: Int, height: Int, where isHead: (HoleShape) -> Bool
  ) {
    let paper = RegionMap(dilated(), of: 0)
    for (index, hole) in paper.regions.enumerated()
    where isInside(hole, margin: 1) && hole.width + 2 < width && hole.height + 2 < height {
      let shape = HoleShape(hole, label: Int32(index), of: paper, grownBy: 1)
      guard isHead(shape) else { continue }
      for span in shape.spans {
        for column in span.start..<span.end { pixels[span.row * self.width + column] = 1 }
      }
    }
  }

  private func isInside(_ hole: Region, margin: Int) -> Bool {
    hole.left > margin && hole.top > margin && hole.right + margin < width
      && hole.bottom + margin < height
  }

  /// The mask dilated by a 3x3 square.
  private func dilated() -> InkMask {
    var wide = self
    for row in 0..<height {
      for column in 0..<width where pixels[row * width + column] != 0 {
        if column > 0 { wide.pixels[row * width + column - 1] = 1 }
        if column + 1 < width { wide.pixels[row * width + column + 1] = 1 }
      }
    }
    var result = wide
    for index in wide.pixels.indices where wide.pixels[index] != 0 {
      if index >= width { result.pixels[index - width] = 1 }
      if index + width < pixels.count { result.pixels[index + width] = 1 }
    }
    return result
  }

  /// Keeps only regions that share a pixel with `seeds`, a mask of the same size.
  mutating func keepRegions(meeting seeds: InkMask) {
    let map = RegionMap(self)
    var isKept = [Bool](repeating: false, count: map.regions.count)
    for index in pixels.indices where pixels[index] & seeds.pixels[index] != 0 {
      isKept[Int(map.labels[index])] = true
    }
    for index in pixels.indices where pixels[index] != 0 && !isKept[Int(map.labels[index])] {
      pixels[index] = 0
    }
  }
}
