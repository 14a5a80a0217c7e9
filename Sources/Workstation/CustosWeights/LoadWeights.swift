import CCustosFloatKernels
public import CustosNetwork

/// Compares a network's tensors with those of a source by name and shape; copies nothing.
///
/// - Parameters:
///   - tensors: the network's, `Graph.parameters`.
///   - map: where each of them is found in the source.
///   - policy: which tensors may be missing or additional.
/// - Returns: what would be loaded, what left as it is, and what the source holds beside.
/// - Throws: the first tensor that the policy does not allow to be left or to be there.
public func matchWeights(
  of tensors: [Parameter], in source: some WeightSource, map: NameMap = .identity,
  policy: LoadPolicy = .exact
) throws(WeightsError) -> LoadedWeights {
  try loadingPlan(tensors, source, map, policy).result
}

/// Copies weights into a network's, tensor by tensor; the network decides which there are.
///
/// Names and shapes are compared before anything is copied. When a tensor then turns out to hold
/// NaN or infinite numbers, those before it are already copied: the weights are of no use then.
///
/// - Returns: what was loaded, what was left as it was, and what the source holds beside.
/// - Throws: as `matchWeights(of:in:map:policy:)`, and `.notFinite`.
@discardableResult
public func loadWeights(
  from source: some WeightSource, into parameters: Parameters, map: NameMap = .identity,
  policy: LoadPolicy = .exact
) throws(WeightsError) -> LoadedWeights {
  let (result, turns) = try loadingPlan(parameters.layout, source, map, policy)
  for ((_, elements), turn) in zip(parameters.tensors, turns) {
    guard let turn else { continue }
    try copy(turn.name, from: source, turn.turn, to: elements)
  }
  return result
}

/// A tensor of the source and how it is turned.
private typealias TurnedTensor = (name: String, turn: TensorTurn)

private func loadingPlan(
  _ tensors: [Parameter], _ source: some WeightSource, _ map: NameMap, _ policy: LoadPolicy
) throws(WeightsError) -> (result: LoadedWeights, turns: [TurnedTensor?]) {
  var result = LoadedWeights()
  var known: Set<String> = []
  var turns: [TurnedTensor?] = []
  for tensor in tensors {
    let entry = map.entry(for: tensor)
    if let entry { known.insert(entry.name) }
    let (turn, left) = try plan(tensor, entry, source, policy)
    turns.append(turn)
    if let left {
      result.left.append(.init(name: tensor.name, reason: left))
    } else {
      result.loaded.append(tensor.name)
    }
  }
  result.unexpected = source.names.filter { !known.contains($0) }
  if let other = result.unexpected.first, !policy.allowsUnexpected {
    throw .unexpected(path: source.origin, tensor: other)
  }
  return (result, turns)
}

/// How a tensor is loaded, or why it is left.
private func plan(
  _ parameter: Parameter, _ entry: NameMap.Entry?, _ source: some WeightSource,
  _ policy: LoadPolicy
) throws(WeightsError) -> (TurnedTensor?, LoadedWeights.Left.Reason?) {
  if policy.skipped.contains(parameter.name) { return (nil, .skipped) }
  let isOptional = policy.optional.contains(parameter.name)
  guard let entry, let found = source.shape(of: entry.name) else {
    guard isOptional else {
      throw .missing(
        path: source.origin, tensor: entry?.name ?? parameter.name, expected: parameter.shape)
    }
    return (nil, .missing)
  }
  if let turn = TensorTurn(entry, shape: found) {
    // A view may have dimensions that the network's tensor joins.
    let fits = entry.view == nil ? turn.shape == parameter.shape : turn.joins(to: parameter.shape)
    if fits { return ((entry.name, turn), nil) }
    guard !isOptional else { return (nil, .otherShape(found)) }
    throw .wrongShape(
      path: source.origin, tensor: entry.name, expected: turn.before(parameter.shape),
      found: found)
  }
  guard !isOptional else { return (nil, .otherShape(found)) }
  throw .badMap(
    path: source.origin, tensor: entry.name, shape: found, view: entry.view ?? found,
    order: entry.order ?? Array(found.indices))
}

private func copy(
  _ name: String, from source: some WeightSource, _ turn: TensorTurn,
  to target: UnsafeMutableBufferPointer<Float>
) throws(WeightsError) {
  if turn.isPlain {
    try source.copy(name, to: target)
  } else {
    var elements = [Float](repeating: 0, count: target.count)
    try elements.withUnsafeMutableBufferPointer { (buffer) throws(WeightsError) in
      try source.copy(name, to: buffer)
    }
    turn.turn(elements, to: target)
  }
  guard custos_f32_all_finite(target.baseAddress, target.count) != 0 else {
    throw .notFinite(path: source.origin, tensor: name)
  }
  if turn.addend != 0 { for index in target.indices { target[index] += turn.addend } }
}

/// Reads all weights of a graph from a source that must hold exactly them.
///
/// - Throws: `WeightsError` where a tensor is missing, surplus or of another shape; `PlatformError.outOfMemory`.
func weights(of graph: Graph, from source: any WeightSource) throws -> Parameters {
  // Shapes are compared before memory is taken, so that a hostile size does no harm.
  _ = try matchWeights(of: graph.parameters, in: source)
  let parameters = try Parameters(graph: graph)
  try loadWeights(from: source, into: parameters)
  return parameters
}
