import CustosModel

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
  init(_ model: Model, keepsActivations: Bool) throws(ModelError) {
    var layouts = model.tensors.map { TensorLayout($0) }
    for step in model.operators {
      guard case .convolution(let convolution) = step else { continue }
      layouts[convolution.input].include(convolution.window)
    }
    let last = model.operators.count
    var first = [Int](repeating: 0, count: layouts.count)
    var end = [Int](repeating: keepsActivations ? last : 0, count: layouts.count)
    for (index, step) in model.operators.enumerated() {
      first[step.output] = index
      end[step.output] = max(end[step.output], index)
      for input in step.inputs { end[input] = max(end[input], index) }
    }
    end[model.operators[last - 1].output] = last
    var buffers: [ArenaPlan.Buffer] = []
    for index in layouts.indices {
      let bytes = layouts[index].allocatedByteCount
      guard bytes <= Self.arenaByteLimit else {
        throw ModelError(
          "tensor \(index) with its padding", expected: "at most \(Self.arenaByteLimit) bytes",
          found: "\(bytes) bytes")
      }
      buffers.append(.init(byteCount: bytes, lifetime: first[index]...end[index]))
    }
    let plan = ArenaPlan(buffers)
    guard plan.byteCount <= Self.arenaByteLimit else {
      throw ModelError(
        "activation memory", expected: "at most \(Self.arenaByteLimit) bytes",
        found: "\(plan.byteCount) bytes")
    }
    self.layouts = layouts
    offsets = plan.offsets
    byteCount = plan.byteCount
  }
}
