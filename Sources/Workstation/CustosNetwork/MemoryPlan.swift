/// Which layers share memory, and when each needs it.
struct MemoryPlan {
  /// For each layer the layer in whose memory its output lies: itself, the input of a flatten, or
  /// the ReLU that is computed together with a batch normalisation.
  let root: [Int]
  /// For a batch normalisation the ReLU computed with it.
  let fusedRelu: [Int?]
  /// Whether any weight lies at or before the layer, so that its gradient is of use.
  let needsGradient: [Bool]
  private let lastReader: [Int]
  private let graph: Graph

  init(graph: Graph, fusing: Bool) {
    self.graph = graph
    let nodes = graph.nodes
    var readers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[input].append(index) }
    }
    var root = Array(nodes.indices)
    var fusedRelu = [Int?](repeating: nil, count: nodes.count)
    var needsGradient = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      needsGradient[index] =
        !graph.parameters(of: index).isEmpty || node.inputs.contains { needsGradient[$0] }
      switch node.operation {
      case .flatten:
        root[index] = root[node.inputs[0]]
      case .batchNormalization where fusing && readers[index].count == 1:
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
    self.lastReader = lastReader
  }

  /// Memory for all outputs: with `reusing`, a buffer is used again once its last reader has run.
  func values(batchSize: Int, reusing: Bool) -> [FloatBuffer] {
    let kept = graph.nodes.count
    return allocate(batchSize: batchSize) { node in
      let first = fusedRelu.firstIndex(of: node) ?? node
      // The results stay readable after the pass.
      let isResult = node == root[graph.logits] || node == graph.nodes.count - 1
      return (first, reusing && !isResult ? lastReader[node] : kept)
    }
  }

  /// Memory for the gradients of all outputs, used again once the layer itself has run backward.
  func gradients(batchSize: Int) -> [FloatBuffer] {
    let last = graph.nodes.count - 1
    return allocate(batchSize: batchSize) { node in
      let first = fusedRelu.firstIndex(of: node) ?? node
      let end = root.indices.filter { root[$0] == node }.min() ?? node
      return (last - lastReader[node], last - min(first, end))
    }
  }

  /// Gives each root a buffer that no other root uses within its `lifetime` of steps.
  private func allocate(
    batchSize: Int, lifetime: (Int) -> (first: Int, last: Int)
  ) -> [FloatBuffer] {
    let roots = root.indices.filter { root[$0] == $0 }
    let lifetimes = Dictionary(uniqueKeysWithValues: roots.map { ($0, lifetime($0)) })
    var sizes: [Int] = []
    var busyUntil: [Int] = []
    var chosen = [Int](repeating: 0, count: root.count)
    let order = roots.sorted { (lifetimes[$0]?.first ?? 0, $0) < (lifetimes[$1]?.first ?? 0, $1) }
    for node in order {
      guard let (first, last) = lifetimes[node] else { continue }
      let size = graph.nodes[node].shape.count * batchSize
      let free = sizes.indices.filter { busyUntil[$0] < first }
      // The smallest buffer that is large enough, else the largest one, made larger.
      let fitting = free.filter { sizes[$0] >= size }.min { sizes[$0] < sizes[$1] }
      if let slot = fitting ?? free.max(by: { sizes[$0] < sizes[$1] }) {
        sizes[slot] = max(sizes[slot], size)
        busyUntil[slot] = last
        chosen[node] = slot
      } else {
        chosen[node] = sizes.count
        sizes.append(size)
        busyUntil.append(last)
      }
    }
    let buffers = sizes.map(FloatBuffer.init(count:))
    return root.map { buffers[chosen[$0]] }
  }
}
