import CCustosFloatKernels
import CustosTestRandom
import Testing

/// The matrix kernels against float64, on memory that ends where it must not be left.
@Suite struct MatrixProductTests {
  /// Sums of up to 300 products in float32, each factor at most 1.
  static let tolerance = 2e-5

  /// Every number of rows beside whole tiles of six, depths below, at and above a block.
  @Test(arguments: Array(1...13), [1, 2, 5, 127, 128, 129, 256, 300])
  func product(rows: Int, depth: Int) {
    var random = SeededRandom(seed: UInt64(rows * 1000 + depth))
    for (columns, accumulates) in [(16, false), (16, true), (48, false), (48, true)] {
      let (aStride, cStride) = (depth + 3, columns + 5)
      let a = ExactMatrix((rows - 1) * aStride + depth, &random)
      let panels = ExactMatrix(depth * columns, &random)
      let c = ExactMatrix((rows - 1) * cStride + columns, &random)
      let before = (0..<c.count).map { Double(c.values[$0]) }
      custos_f32_matrix_product(
        a.values, aStride, panels.values, rows, columns, depth, accumulates ? 1 : 0, c.values,
        cStride)
      expect(c, cStride, columns, before) { row, column in
        (0..<depth).reduce(accumulates ? before[row * cStride + column] : 0) { sum, k in
          let right = panels.values[(column / 16 * depth + k) * 16 + column % 16]
          return sum + Double(a.values[row * aStride + k]) * Double(right)
        }
      }
      [a, panels, c].forEach { $0.release() }
    }
  }

  /// Each element is one chain of products and sums in the order of k, all fused or none: the width of the
  /// vectors and the blocks have no part in the bits.
  @Test(arguments: [(7, 300, 48), (12, 129, 32)])
  func bitsAreThoseOfOneChain(rows: Int, depth: Int, columns: Int) {
    var random = SeededRandom(seed: 3)
    let a = ExactMatrix(rows * depth, &random)
    let panels = ExactMatrix(depth * columns, &random)
    let c = ExactMatrix(rows * columns, &random)
    custos_f32_matrix_product(
      a.values, depth, panels.values, rows, columns, depth, 0, c.values, columns)
    func chain(_ step: (_ sum: Float, _ x: Float, _ y: Float) -> Float) -> [Float] {
      (0..<rows * columns).map { place in
        let (row, column) = (place / columns, place % columns)
        return (0..<depth).reduce(0) { sum, k in
          step(
            sum, a.values[row * depth + k],
            panels.values[(column / 16 * depth + k) * 16 + column % 16])
        }
      }
    }
    let found = (0..<rows * columns).map { c.values[$0] }
    #expect(found == chain { $0.addingProduct($1, $2) } || found == chain { $0 + $1 * $2 })
    [a, panels, c].forEach { $0.release() }
  }

  /// Rows or columns contiguous, and a part of a panel's rows.
  @Test(arguments: [1, 15, 16, 17, 40], [16, 48])
  func packing(rows: Int, columns: Int) {
    var random = SeededRandom(seed: UInt64(rows))
    let depth = rows + 3
    for (rowStep, columnStep) in [(columns + 2, 1), (1, rows + 5)] {
      let b = ExactMatrix((rows - 1) * rowStep + (columns - 1) * columnStep + 1, &random)
      let panels = ExactMatrix(depth * columns, &random)
      let before = (0..<panels.count).map { panels.values[$0] }
      custos_f32_pack_panels(
        b.values, rowStep, columnStep, rows, columns, depth, panels.values)
      for place in 0..<panels.count {
        let (panel, row, lane) = (place / 16 / depth, place / 16 % depth, place % 16)
        let expected =
          row < rows
          ? b.values[row * rowStep + (panel * 16 + lane) * columnStep] : before[place]
        #expect(panels.values[place] == expected)
      }
      [b, panels].forEach { $0.release() }
    }
  }

  @Test(arguments: Array(1...13), [1, 2, 5, 127, 128, 129, 256, 300])
  func productOfTheTransposed(rows: Int, depth: Int) {
    var random = SeededRandom(seed: UInt64(rows * 1000 + depth))
    for (columns, accumulates) in [(16, false), (16, true), (48, false), (48, true)] {
      let (aStride, bStride, cStride) = (rows + 3, columns + 16, columns + 5)
      let a = ExactMatrix((depth - 1) * aStride + rows, &random)
      let b = ExactMatrix((depth - 1) * bStride + columns, &random)
      let c = ExactMatrix((rows - 1) * cStride + columns, &random)
      let before = (0..<c.count).map { Double(c.values[$0]) }
      custos_f32_matrix_product_transposed(
        a.values, aStride, b.values, bStride, rows, columns, depth, accumulates ? 1 : 0, c.values,
        cStride)
      expect(c, cStride, columns, before) { row, column in
        (0..<depth).reduce(accumulates ? before[row * cStride + column] : 0) { sum, k in
          sum + Double(a.values[k * aStride + row]) * Double(b.values[k * bStride + column])
        }
      }
      [a, b, c].forEach { $0.release() }
    }
  }

  /// Compares the columns of a result; what lies between its rows must be as before.
  private func expect(
    _ found: ExactMatrix, _ stride: Int, _ columns: Int, _ before: [Double],
    _ expected: (_ row: Int, _ column: Int) -> Double
  ) {
    var worst = 0.0
    for place in 0..<found.count {
      let (row, column) = (place / stride, place % stride)
      let wanted = column < columns ? expected(row, column) : before[place]
      let error = abs(Double(found.values[place]) - wanted)
      worst = max(worst, column < columns ? error : error > 0 ? .infinity : 0)
    }
    #expect(worst < Self.tolerance)
  }
}
