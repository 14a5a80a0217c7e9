import CCustosFloatKernels
import CustosPlatform

/// What rounding gradients to bfloat16 has lost, which is added to those of the next step.
///
/// Each process keeps what its shards have lost, and of the sum over all shards the part that it adds up.
final class RoundingErrors {
  /// Elements of a gradient.
  let count: Int
  /// The shards of this process.
  let shard: Shard
  /// `[own shards, count]`.
  let shards: FloatBuffer
  /// `[count]`, zero where another process adds up, unless it is whole.
  let sum: FloatBuffer
  /// Whether every process has all that the sum has lost, which a step takes apart again.
  var isWhole = false

  /// Starts with nothing lost.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  init(_ shard: Shard, count: Int) throws(PlatformError) {
    self.shard = shard
    self.count = count
    shards = try FloatBuffer(count: shard.indices.count * count)
    sum = try FloatBuffer(count: count)
  }

  /// Bytes of both.
  var byteCount: Int { shards.byteCount + sum.byteCount }

  /// Rounds some elements of the shards' gradients, `[own shards, count]`.
  func round(_ range: Range<Int>, ofBlocks blocks: UnsafeMutablePointer<Float>) {
    for place in shard.indices.indices {
      let begin = (place - shard.indices.lowerBound) * count + range.lowerBound
      custos_f32_round_bf16(blocks + begin, shards.pointer + begin, range.count)
    }
  }

  /// Rounds the elements of the sum that this process adds up, `own` among those in `range`.
  func round(_ own: Range<Int>, of range: Range<Int>, ofSum block: UnsafeMutablePointer<Float>) {
    (sum.pointer + range.lowerBound).update(
      repeating: 0, count: own.lowerBound - range.lowerBound)
    (sum.pointer + own.upperBound).update(repeating: 0, count: range.upperBound - own.upperBound)
    custos_f32_round_bf16(block + own.lowerBound, sum.pointer + own.lowerBound, own.count)
  }
}
