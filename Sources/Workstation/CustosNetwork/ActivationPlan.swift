/// Which layers share memory, and where each output and gradient lies in the network's one block.
///
/// A pass is a sequence of steps: layer i runs forward in step i and, of n layers, backward in step
/// 2n - 1 - i. A tensor needs its memory from the step that writes it to the last one that reads it.
struct ActivationPlan {
  /// For each layer the layer in whose memory its output lies: itself, the input of a flatten, or
  /// the ReLU that is computed together with a batch normalisation.
  let root: [Int]
  /// For a batch normalisation the ReLU computed with it.
  let fusedRelu: [Int?]
  /// Whether any trained weight lies at or before the layer, so that its gradient is of use.
  let needsGradient: [Bool]
  /// The first layer with a trained weight, where the backward pass ends; the number of layers where
  /// there is none.
  let firstTrained: Int
  /// Whether a layer's output can be read after the pass: the outputs and where their losses start.
  let isResult: [Bool]
  /// Whether a loss writes the gradient of the layer's output.
  let isLossStart: [Bool]
  /// For each layer the batch normalisation that is its one reader; nil where a loss starts there.
  let normalization: [Int?]
  /// Floats of the block.
  private(set) var count = 0
  /// Where each layer's output lies in the forward pass.
  private(set) var values: [Int] = []
  /// Where it lies in the backward pass; elsewhere only if it is computed again.
  private(set) var backwardValues: [Int] = []
  /// Where the gradient of each layer's output lies.
  private(set) var gradients: [Int] = []
  /// Whether each layer's output can be read when the forward pass has ended.
  private(set) var isReadable: [Bool] = []
  /// For each layer the batch normalisations, with their ReLUs, that are computed again before it runs
  /// backward.
  private(set) var recomputed: [Int: [Int]] = [:]

  /// Plans for batches of `batchSize` images; with `recomputing`, outputs of batch normalisations are
  /// not kept for the backward pass but computed again.
  init(
    graph: Graph, parameters: Parameters, mode: Network.Mode, batchSize: Int, recomputing: Bool
  ) {
    let fusing = mode != .observation
    let nodes = graph.nodes
    var readers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[input].append(index) }
    }
    var isResult = [Bool](repeating: false, count: nodes.count)
    var isLossStart = isResult
    for output in graph.outputs {
      isResult[output.node] = true
      isResult[graph.lossNode(of: output)] = true
      isLossStart[graph.lossNode(of: output)] = true
    }
    var root = Array(nodes.indices)
    var fusedRelu = [Int?](repeating: nil, count: nodes.count)
    var needsGradient = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      needsGradient[index] =
        parameters.isTrained(index) || node.inputs.contains { needsGradient[$0] }
      switch node.operation {
      case .flatten:
        root[index] = root[node.inputs[0]]
      case .batchNormalization where fusing && readers[index].count == 1 && !isResult[index]:
        let reader = readers[index][0]
        if nodes[reader].operation == .relu {
          fusedRelu[index] = reader
          root[index] = reader
        }
      default:
        break
      }
    }
    var lastReader = Array(nodes.indices)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { lastReader[root[input]] = max(lastReader[root[input]], index) }
    }
    self.root = root
    self.fusedRelu = fusedRelu
    self.needsGradient = needsGradient
    firstTrained = nodes.indices.first { parameters.isTrained($0) } ?? nodes.count
    (self.isResult, self.isLossStart) = (isResult, isLossStart)
    normalization = nodes.indices.map { index in
      guard readers[index].count == 1, !isResult[index],
        case .batchNormalization = nodes[readers[index][0]].operation
      else { return nil }
      return readers[index][0]
    }
    place(
      graph, mode: mode, batchSize: batchSize, recomputing: recomputing, lastReader: lastReader)
  }

  private mutating func place(
    _ graph: Graph, mode: Network.Mode, batchSize: Int, recomputing: Bool, lastReader: [Int]
  ) {
    let layers = graph.nodes.count
    let end = 2 * layers
    func backward(_ layer: Int) -> Int { end - 1 - layer }
    let lastUse = lastBackwardUse(graph)
    var arena = MemoryArena()
    var valueItems = [Int](repeating: 0, count: layers)
    var backwardItems = valueItems
    var gradientItems = valueItems
    isReadable = [Bool](repeating: false, count: layers)
    // A batch normalisation writes the gradient of its input over that of its output.
    let gradientRoot = root.map { node in
      var node = node
      while let normalization = normalization[node] { node = root[normalization] }
      return node
    }
    var againRoots: Set<Int> = []
    for node in graph.nodes.indices where root[node] == node {
      let size = graph.nodes[node].shape.count * batchSize
      let fused = fusedRelu.firstIndex(of: node)
      let first = fused ?? node
      // The results stay readable after the pass; the input is written between passes.
      let isKept = node == 0 || root.indices.contains { isResult[$0] && root[$0] == node }
      let used = mode == .training ? lastUse[node].map(backward) : nil
      // What it is computed from must be kept.
      if recomputing, let fused, let used, !isKept,
        !againRoots.contains(root[graph.nodes[fused].inputs[0]])
      {
        againRoots.insert(node)
        let reader = lastReader[node]
        valueItems[node] = arena.add(size, first...reader)
        backwardItems[node] = arena.add(size, backward(reader)...used)
        recomputed[reader, default: []].append(fused)
      } else {
        let last = mode == .observation || isKept ? end : max(lastReader[node], used ?? 0)
        valueItems[node] = arena.add(size, first...last)
        backwardItems[node] = valueItems[node]
        isReadable[node] = last >= layers
      }
      guard mode == .training, gradientRoot[node] == node else { continue }
      let members = root.indices.filter { gradientRoot[$0] == node }
      let startsLoss = members.contains { isLossStart[$0] }
      guard needsGradient[node] || startsLoss else { continue }
      // A loss writes before the first step of the backward pass.
      let written = startsLoss ? layers : backward(lastReader[node])
      gradientItems[node] = arena.add(size, written...backward(members.min() ?? node))
    }
    let offsets = arena.offsets()
    count = arena.count
    values = root.map { offsets[valueItems[$0]] }
    backwardValues = root.map { offsets[backwardItems[$0]] }
    gradients = gradientRoot.map { offsets[gradientItems[$0]] }
    isReadable = graph.nodes.indices.map { isReadable[root[$0]] && fusedRelu[$0] == nil }
  }

  /// For each root the first layer whose backward step reads its value, that is the last such step.
  private func lastBackwardUse(_ graph: Graph) -> [Int?] {
    var uses = [Int?](repeating: nil, count: graph.nodes.count)
    func use(_ value: Int, by layer: Int) {
      uses[root[value]] = min(uses[root[value]] ?? layer, layer)
    }
    for (index, node) in graph.nodes.enumerated() {
      switch node.operation {
      case .convolution, .dense: use(node.inputs[0], by: index)
      case .batchNormalization:
        use(node.inputs[0], by: index)
        if fusedRelu[index] != nil { use(index, by: index) }
      case .relu: use(index, by: index)
      case .maxPool:
        use(node.inputs[0], by: index)
        use(index, by: index)
      case .input, .pixelScaling, .flatten, .softmax, .add, .concatenate, .zeroPadding,
        .averagePool, .globalAveragePool:
        break
      }
    }
    return uses
  }
}
