import CustosModelFile

/// The layout of every activation and its place in the arena.
struct MemoryPlan {
  /// Largest arena: far above any real network, far below what would overflow.
  static let arenaByteLimit = 1 << 31

  /// In whose memory each tensor lies.
  let places: TensorPlaces
  /// One layout a tensor.
  let layouts: [TensorLayout]
  /// Byte offset of every tensor in the arena, a multiple of 64.
  let offsets: [Int]
  /// For each planned operator the tensor whose border is to be written before it runs: that of the
  /// memory which it is the first to write to.
  let borders: [Int?]
  /// Bytes of the arena.
  let byteCount: Int

  /// Plans the memory of a valid model; with `keepsActivations` no memory is used twice.
  ///
  /// - Throws: `ModelError` when padding asks for absurd amounts of memory.
  init(_ model: Model, _ plan: ExecutionPlan, keepsActivations: Bool) throws(ModelError) {
    let memories = model.tensors.indices.map { plan.places.memory(of: $0) }
    var layouts = Self.memoryLayouts(model, plan, memories)
    let lifetimes = Self.lifetimes(model, plan, memories, keepsActivations: keepsActivations)
    var buffers: [ArenaPlan.Buffer] = []
    for index in layouts.indices {
      let bytes = lifetimes[index] == nil ? 0 : layouts[index].allocatedByteCount
      guard bytes <= Self.arenaByteLimit else {
        throw ModelError(
          "tensor \(index) with its padding", expected: "at most \(Self.arenaByteLimit) bytes",
          found: "\(bytes) bytes")
      }
      buffers.append(.init(byteCount: bytes, lifetime: lifetimes[index] ?? 0...0))
    }
    let arena = ArenaPlan(buffers)
    guard arena.byteCount <= Self.arenaByteLimit else {
      throw ModelError(
        "activation memory", expected: "at most \(Self.arenaByteLimit) bytes",
        found: "\(arena.byteCount) bytes")
    }
    for (index, place) in memories.enumerated() where place.tensor != index {
      layouts[index] = layouts[place.tensor].part(
        first: place.firstChannel, channels: model.tensors[index].channels)
    }
    places = plan.places
    self.layouts = layouts
    offsets = memories.map { arena.offsets[$0.tensor] }
    borders = plan.operators.enumerated().map { index, planned in
      let memory = memories[planned.output].tensor
      return lifetimes[memory]?.lowerBound == index ? memory : nil
    }
    byteCount = arena.byteCount
  }

  /// The layouts of all tensors with memory of their own: wide enough a border for every convolution that
  /// reads them or a part of them.
  private static func memoryLayouts(
    _ model: Model, _ plan: ExecutionPlan, _ memories: [TensorPlaces.Place]
  ) -> [TensorLayout] {
    var layouts = model.tensors.map { TensorLayout($0) }
    for planned in plan.operators {
      guard case .convolution(let convolution) = planned.modelOperator else { continue }
      let memory = memories[convolution.input].tensor
      if planned.winograd != nil {
        layouts[memory].include(convolution.window)
        layouts[memory].includeTiles()
      } else {
        layouts[memory].include(model.visibleTaps(convolution).window)
      }
    }
    return layouts
  }

  /// For each tensor with memory of its own the planned operators from the first that writes to it to the
  /// last that reads it. Nil for parts, and for the results of convolutions that go straight into the
  /// operator behind them.
  private static func lifetimes(
    _ model: Model, _ plan: ExecutionPlan, _ memories: [TensorPlaces.Place], keepsActivations: Bool
  ) -> [ClosedRange<Int>?] {
    let end = plan.operators.count
    var lifetimes = [ClosedRange<Int>?](repeating: nil, count: model.tensors.count)
    func use(_ tensor: Int, at index: Int) {
      let memory = memories[tensor].tensor
      let range = lifetimes[memory] ?? index...index
      lifetimes[memory] = min(range.lowerBound, index)...max(range.upperBound, index)
    }
    use(0, at: 0)
    for (index, planned) in plan.operators.enumerated() {
      use(planned.output, at: index)
      for input in planned.inputs { use(input, at: index) }
      if keepsActivations { use(planned.output, at: end) }
    }
    if keepsActivations { use(0, at: end) }
    for output in model.outputs { use(output.tensor, at: end) }
    return lifetimes
  }
}
