extension InkMask {
  /// Fills the holes in the ink that are smaller than `width` x `height` pixels: void heads become full.
  mutating func fillHoles(smallerThanWidth width: Int, height: Int) {
    let paper = RegionMap(self, of: 0)
    let isFilled = paper.regions.map { hole in
      hole.width < width && hole.height < height && hole.left > 0 && hole.top > 0
        && hole.right < self.width && hole.bottom < self.height
    }
    for index in pixels.indices where paper.labels[index] >= 0 {
      if isFilled[Int(paper.labels[index])] { pixels[index] = 1 }
    }
  }
}
