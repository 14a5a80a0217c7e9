import CustosModelFile

/// The layout of every activation and its place in the arena.
struct MemoryPlan {
  /// Largest arena: far above any real network, far below what would overflow.
  static let arenaByteLimit = 1 << 31

  /// One layout a tensor.
  let layouts: [TensorLayout]
  /// Byte offset of every tensor in the arena, a multiple of 64.
  let offsets: [Int]
  /// Bytes of the arena.
  let byteCount: Int

  /// Plans the memory of a valid model; with `keepsActivations` no memory is used twice.
  ///
  /// - Throws: `ModelError` when padding asks for absurd amounts of memory.
  init(_ model: Model, _ plan: ExecutionPlan, keepsActivations: Bool) throws(ModelError) {
    var layouts = model.tensors.map { TensorLayout($0) }
    for (step, winograd) in zip(model.operators, plan.winograd) {
      guard case .convolution(let convolution) = step else { continue }
      if winograd != nil {
        layouts[convolution.input].include(convolution.window)
        layouts[convolution.input].includeTiles()
      } else {
        layouts[convolution.input].include(model.visibleTaps(convolution).window)
      }
    }
    let last = plan.operators.count
    var first = [Int](repeating: 0, count: layouts.count)
    var end = [Int](repeating: keepsActivations ? last : 0, count: layouts.count)
    // The results of convolutions that go straight into the operator behind them are never stored.
    var isStored = [Bool](repeating: false, count: layouts.count)
    isStored[0] = true
    for (index, step) in plan.operators.enumerated() {
      isStored[step.output] = true
      first[step.output] = index
      end[step.output] = max(end[step.output], index)
      for input in step.inputs { end[input] = max(end[input], index) }
    }
    end[plan.operators[last - 1].output] = last
    var buffers: [ArenaPlan.Buffer] = []
    for index in layouts.indices {
      let bytes = isStored[index] ? layouts[index].allocatedByteCount : 0
      guard bytes <= Self.arenaByteLimit else {
        throw ModelError(
          "tensor \(index) with its padding", expected: "at most \(Self.arenaByteLimit) bytes",
          found: "\(bytes) bytes")
      }
      buffers.append(.init(byteCount: bytes, lifetime: first[index]...end[index]))
    }
    let arena = ArenaPlan(buffers)
    guard arena.byteCount <= Self.arenaByteLimit else {
      throw ModelError(
        "activation memory", expected: "at most \(Self.arenaByteLimit) bytes",
        found: "\(arena.byteCount) bytes")
    }
    self.layouts = layouts
    offsets = arena.offsets
    byteCount = arena.byteCount
  }
}
