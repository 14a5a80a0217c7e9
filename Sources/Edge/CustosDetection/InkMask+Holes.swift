extension InkMask {
  /// Fills the holes in the ink that are smaller than `width` x `height` pixels: void heads become full.
  mutating func fillHoles(smallerThanWidth width: Int, height: Int) {
    let paper = RegionMap(self, of: 0)
    let isFilled = paper.regions.map { hole in
      hole.width < width && hole.height < height && isInside(hole, margin: 0)
    }
    for index in pixels.indices where paper.labels[index] >= 0 {
      if isFilled[Int(paper.labels[index])] { pixels[index] = 1 }
    }
  }

  /// Fills what would be a head's hole if gaps of up to two pixels in its rim were closed.
  ///
  /// - Parameters:
  ///   - width: larger holes are none of heads and not looked at.
  ///   - isHead: whether a hole, as it is with the gaps closed and grown by a pixel, is that of a head.
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

  /// The ink and the eight neighbours of each of its pixels.
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

  /// Keeps the ink of the regions that have a pixel in common with `seeds`, a mask of the same size.
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
