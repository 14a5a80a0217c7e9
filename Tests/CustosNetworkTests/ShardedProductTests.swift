import CCustosFloatKernels
import CustosTestRandom
import Testing

@testable import CustosNetwork

/// Products summed over shards in blocks: the bits of each shard's product and of all of them added up along
/// the tree.
@Suite struct ShardedProductTests {
  /// Numbers of rows of shards: one, powers of two and others, empty ones.
  private static let shards = [
    [5], [3, 3], [1, 0, 2], [2, 2, 2, 1, 1], [4, 3, 3, 3, 0, 0, 0, 0],
  ]

  private func withSums(_ rows: [Int], _ body: (UnsafePointer<custos_shard_sums>) -> Void) {
    let merges = rows.indices.map { ShardTree.merges(in: rows.indices, behind: $0) }
    rows.withUnsafeBufferPointer { rows in
      merges.withUnsafeBufferPointer { merges in
        var sums = custos_shard_sums(
          count: rows.count, rows: rows.baseAddress, merges: merges.baseAddress)
        body(&sums)
      }
    }
  }

  /// Adds up along the tree; every element is rounded after each sum.
  private func sum(_ partials: [[Float]]) -> [Float] {
    var sums = partials
    for (into, from) in ShardTree.additions(in: partials.indices) {
      for place in sums[into].indices { sums[into][place] += sums[from][place] }
    }
    return sums[0]
  }

  /// Rows below, at and above a block of 24, columns of one tile and of several.
  @Test(arguments: [1, 5, 24, 31], shards)
  func matrixProduct(rows: Int, shards: [Int]) {
    var random = SeededRandom(seed: UInt64(rows))
    let depth = shards.reduce(0, +)
    for columns in [16, 32, 48] {
      let (aStride, bStride, cStride) = (rows + 3, columns + 16, columns + 5)
      let a = ExactMatrix((depth - 1) * aStride + rows, &random)
      let b = ExactMatrix((depth - 1) * bStride + columns, &random)
      let c = ExactMatrix((rows - 1) * cStride + columns, &random)
      let before = (0..<c.count).map { c.values[$0] }
      withSums(shards) {
        custos_f32_matrix_product_sharded(
          a.values, aStride, b.values, bStride, rows, columns, $0, c.values, cStride)
      }
      var begin = 0
      let expected = sum(
        shards.map { count in
          defer { begin += count }
          var product = [Float](repeating: 0, count: rows * columns)
          guard count > 0 else { return product }
          custos_f32_matrix_product_transposed(
            a.values + begin * aStride, aStride, b.values + begin * bStride, bStride, rows, columns,
            count, 0, &product, columns)
          return product
        })
      let equal = (0..<c.count).allSatisfy { place in
        let (row, column) = (place / cStride, place % cStride)
        let wanted = column < columns ? expected[row * columns + column] : before[place]
        return c.values[place] == wanted
      }
      #expect(equal, "\(columns) columns")
      [a, b, c].forEach { $0.release() }
    }
  }

  /// Channels in blocks that are full and that are not; the kernel in rectangles, each written on its own.
  @Test(arguments: [(16, 16), (64, 48), (112, 32)], shards)
  func winogradKernelGradient(channels: (inputs: Int, outputs: Int), shards: [Int]) {
    var random = SeededRandom(seed: 7)
    let (inputs, outputs) = channels
    let tiles = shards.reduce(0, +)
    func layout(_ channels: Int) -> custos_winograd_layout {
      custos_winograd_layout(
        tile: channels, position: tiles * channels, channels: channels,
        block: 36 * tiles * channels)
    }
    let (vLayout, mLayout) = (
      layout(Int(custos_winograd_v_block)), layout(Int(custos_winograd_m_block))
    )
    func count(_ channels: Int, _ layout: custos_winograd_layout) -> Int {
      (channels + layout.channels - 1) / layout.channels * layout.block
    }
    let v = ExactMatrix(count(inputs, vLayout), &random)
    let m = ExactMatrix(count(outputs, mLayout), &random)
    let kernel = ExactMatrix(9 * inputs * outputs, &random)
    let stack = ExactMatrix(custos_shard_stack_floats, &random)
    var factors = custos_winograd_factors(
      v: v.values, m: m.values, v_layout: vLayout, m_layout: mLayout)
    for row in stride(from: 0, to: inputs, by: 48) {
      for column in stride(from: 0, to: outputs, by: 32) {
        let rectangle = custos_rectangle(
          row: row, rows: min(48, inputs - row), column: column,
          columns: min(32, outputs - column))
        withSums(shards) {
          custos_f32_winograd_kernel_gradient_sharded(
            &factors, inputs, outputs, rectangle, $0, stack.values, kernel.values)
        }
      }
    }
    /// Values of a position, `[tiles, channels]`, of some tiles.
    func rows(
      _ matrix: ExactMatrix, _ layout: custos_winograd_layout, _ channels: Int, position: Int,
      _ tiles: Range<Int>
    ) -> [Float] {
      tiles.flatMap { tile in
        (0..<channels).map { channel in
          matrix.values[
            channel / layout.channels * layout.block + position * layout.position
              + tile * layout.tile + channel % layout.channels]
        }
      }
    }
    var begin = 0
    let expected = sum(
      shards.map { count in
        let own = begin..<begin + count
        begin += count
        var products = [Float](repeating: 0, count: 36 * inputs * outputs)
        var gradient = [Float](repeating: 0, count: 9 * inputs * outputs)
        for position in 0..<36 where count > 0 {
          products.withUnsafeMutableBufferPointer { products in
            guard let base = products.baseAddress else { return }
            custos_f32_matrix_product_transposed(
              rows(v, vLayout, inputs, position: position, own), inputs,
              rows(m, mLayout, outputs, position: position, own), outputs, inputs, outputs, count,
              0, base + position * inputs * outputs, outputs)
          }
        }
        custos_f32_winograd_kernel_gradient(
          products, 1, 0, inputs * outputs, inputs, outputs, 0, inputs, &gradient)
        return gradient
      })
    #expect(expected.indices.allSatisfy { kernel.values[$0] == expected[$0] })
    [v, m, kernel, stack].forEach { $0.release() }
  }
}
