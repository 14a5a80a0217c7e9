import CCustosFloatKernels
import CustosPlatform

/// What rounding gradients to bfloat16 has lost, which a training that is continued needs again.
extension Network {
  /// Rows of `trainableCount` numbers that this process keeps: one for each of its shards by the shard's
  /// number, and that of the sum, whose number is that of all shards; none where nothing is rounded.
  private var roundingErrors: [(row: Int, elements: UnsafeMutableBufferPointer<Float>)] {
    guard let errors else { return [] }
    let own = errors.shard.indices.map { shard in
      (
        row: shard,
        elements: UnsafeMutableBufferPointer(
          start: errors.shards.pointer + (shard - errors.shard.indices.lowerBound) * errors.count,
          count: errors.count)
      )
    }
    return own + [
      (
        row: errors.shard.count,
        elements: UnsafeMutableBufferPointer(start: errors.sum.pointer, count: errors.count)
      )
    ]
  }

  /// Has `restore` put back what `gatherRoundingErrors()` has given, row by row.
  package func restoreRoundingErrors(
    _ restore: (_ row: Int, _ elements: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    for (row, elements) in roundingErrors { try restore(row, elements) }
    errors?.isWhole = true
  }

  /// The rows of all processes, `[shards + 1, trainableCount]`, in rank 0; nil in the others and where nothing
  /// is rounded. All processes call it together.
  ///
  /// - Throws: `CommunicationError`; `PlatformError.outOfMemory`.
  package func gatherRoundingErrors() throws -> FloatBuffer? {
    guard let errors else { return nil }
    let (rank, size, count) = (communicator.rank, communicator.size, errors.count)
    guard rank == 0 else {
      try hand(errors.shards)
      if !errors.isWhole { try hand(errors.sum) }
      return nil
    }
    let all = try FloatBuffer(count: (errors.shard.count + 1) * count)
    let sum = all.pointer + errors.shard.count * count
    all.pointer.update(from: errors.shards.pointer, count: errors.shard.indices.count * count)
    sum.update(from: errors.sum.pointer, count: count)
    try receive {
      let own = Shard($0, of: size).range(of: errors.shard.count)
      return UnsafeMutableBufferPointer(
        start: all.pointer + own.lowerBound * count, count: own.count * count)
    }
    guard !errors.isWhole else { return all }
    let sums = try FloatBuffer(count: size * count)
    try receive {
      UnsafeMutableBufferPointer(start: sums.pointer + $0 * count, count: count)
    }
    // One process has a part of the sum, the others zeros.
    for other in 1..<max(1, size) {
      custos_f32_scale(sums.pointer + other * count, 1, 1, count, sum)
    }
    return all
  }

  /// Sends rank 0 a buffer.
  private func hand(_ buffer: FloatBuffer) throws(CommunicationError) {
    let (some, none) = (UnsafeMutableRawBufferPointer(buffer.elements), Self.nothing)
    try communicator.exchange(
      sent: (0..<communicator.size).map { $0 == 0 ? some : none },
      received: (0..<communicator.size).map { _ in none }, on: .step)
  }

  /// Receives a buffer of each other rank in rank 0.
  private func receive(
    _ target: (_ rank: Int) -> UnsafeMutableBufferPointer<Float>
  ) throws(CommunicationError) {
    try communicator.exchange(
      sent: (0..<communicator.size).map { _ in Self.nothing },
      received: (0..<communicator.size).map {
        $0 == 0 ? Self.nothing : UnsafeMutableRawBufferPointer(target($0))
      }, on: .step)
  }

  private static var nothing: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }
}
