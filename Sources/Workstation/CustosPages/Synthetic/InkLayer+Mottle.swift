extension InkLayer {
  /// Thins the ink unevenly, by up to `amount` in spots of 4 x 4 pixels.
  mutating func mottle(by amount: Float, using grain: inout Grain) {
    let spot = 4
    let width = self.width
    var row = [Float](repeating: 1, count: width / spot + 1)
    coverage.withUnsafeMutableBufferPointer { coverage in
      for y in 0..<height {
        if y % spot == 0 {
          for column in row.indices { row[column] = 1 - amount * abs(grain.next()) }
        }
        for x in 0..<width { coverage[y * width + x] *= row[x / spot] }
      }
    }
  }
}
