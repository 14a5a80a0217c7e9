import CustosNetwork

extension KerasFile {
  /// Where the tensors of a network's body are found in the file. The layers before the outputs, which
  /// depend on the classes, have no place in it.
  ///
  /// Layers with names of their own are found by them. The rest, whose numbers depend on what else
  /// the writing program had made, are taken in Keras's order, which names and files share.
  ///
  /// - Throws: `WeightsError.missing`, `.unexpected` or `.wrongLayer` with the first layer of the body
  ///   that is missing, too many or has other weights.
  func nameMap(for graph: Graph) throws(WeightsError) -> NameMap {
    let body = graph.bodyLayers
    let sources = try sources(of: body)
    var entries: [String: NameMap.Entry] = [:]
    for (target, source) in zip(body, sources) {
      let weights = layers[source].weights
      guard weights.count == target.parameters.count else {
        throw .wrongLayer(
          path: origin, layer: layers[source].name,
          expected: target.parameters.map { "\($0.role.suffix) \($0.shape)" },
          found: weights.map(\.shape))
      }
      for (parameter, weight) in zip(target.parameters, weights) {
        guard weight.shape == parameter.shape else {
          throw .wrongShape(
            path: origin, tensor: weight.path, expected: parameter.shape, found: weight.shape)
        }
        entries[parameter.name] = .init(weight.path)
      }
    }
    if sources.count < body.count { throw body[sources.count].missing(origin) }
    try refuseSurplus(besides: Set(sources), last: sources.max() ?? 0)
    return NameMap { [entries] in entries[$0.name] }
  }

  /// For each layer of the body the index of the file's; fewer where the file ends before.
  private func sources(of body: [BodyLayer]) throws(WeightsError) -> [Int] {
    let isNumbered = layers.allSatisfy(\.isNumbered)
    let names = layers.map { KerasLayerName($0.name) }
    // A name that two layers have is nobody's.
    let named = Dictionary(
      names.indices.filter { names[$0].kind == nil }.map { (names[$0].current, $0) },
      uniquingKeysWith: { first, _ in first })
    let own = body.filter { $0.name.kind == nil }
    if !isNumbered, !own.isEmpty, !own.contains(where: { named[$0.name.current] != nil }) {
      // Other names throughout: the order alone tells.
      return Array(body.indices.prefix(layers.count))
    }
    var queues = Queues(names, within: isNumbered ? largestModel(names) : nil)
    var found: [Int] = []
    for layer in body {
      let isNamed = layer.name.kind == nil && !isNumbered
      guard let index = isNamed ? named[layer.name.current] : queues.next(layer.kind) else {
        throw layer.missing(origin)
      }
      found.append(index)
    }
    return found
  }

  /// Of numbered layers, whose models are numbered each on its own, the model with the most.
  private func largestModel(_ names: [KerasLayerName]) -> String {
    Dictionary(grouping: names, by: \.model).max {
      ($0.value.count, $0.key) < ($1.value.count, $1.key)
    }?.key ?? ""
  }

  /// What stands behind the body is another head, for other classes. In files of numbered layers,
  /// where nothing tells what stands behind, that can be dense layers and a convolution of 1x1.
  private func refuseSurplus(besides used: Set<Int>, last: Int) throws(WeightsError) {
    var convolutions = 0
    for (index, layer) in layers.enumerated() where !used.contains(index) {
      let isHead: Bool
      if layer.isNumbered {
        let kind = KerasLayerName(layer.name).kind
        let isNarrow = layer.weights.first.map { $0.shape.prefix(2) == [1, 1] } ?? false
        convolutions += kind == .convolution ? 1 : 0
        isHead = kind == .dense || kind == .convolution && isNarrow && convolutions == 1
      } else {
        isHead = index > last
      }
      guard isHead else {
        throw .unexpected(path: origin, tensor: layer.weights.first?.path ?? layer.name)
      }
    }
  }
}

/// The file's layers with made-up names, by kind in Keras's order.
private struct Queues {
  private var places: [(kind: KerasLayerName.Kind, indices: ArraySlice<Int>)] = []

  /// Sorts by number the layers of a model of numbered ones; nil takes all in the file's order.
  init(_ names: [KerasLayerName], within model: String?) {
    for kind in [KerasLayerName.Kind.convolution, .batchNormalization, .dense] {
      var indices = names.indices.filter { names[$0].kind == kind }
      if let model {
        indices = indices.filter { names[$0].model == model }
          .sorted { names[$0].number < names[$1].number }
      }
      places.append((kind, indices[...]))
    }
  }

  mutating func next(_ kind: KerasLayerName.Kind) -> Int? {
    guard let place = places.firstIndex(where: { $0.kind == kind }) else { return nil }
    return places[place].indices.popFirst()
  }
}

/// A layer of a network with weights that do not depend on the classes.
private struct BodyLayer {
  let name: KerasLayerName
  let kind: KerasLayerName.Kind
  let parameters: [Parameter]

  func missing(_ path: String) -> WeightsError {
    .missing(
      path: path, tensor: parameters.first?.name ?? "", expected: parameters.first?.shape ?? [])
  }
}

extension Graph {
  /// The layers with weights but those before the outputs, in Keras's order.
  fileprivate var bodyLayers: [BodyLayer] {
    let head = Set(headParameters.map(\.node))
    return kerasOrder.compactMap { index in
      let kind: KerasLayerName.Kind
      switch nodes[index].operation {
      case .convolution: kind = .convolution
      case .batchNormalization: kind = .batchNormalization
      case .dense: kind = .dense
      default: return nil
      }
      guard !head.contains(index) else { return nil }
      return BodyLayer(
        name: KerasLayerName(nodes[index].name), kind: kind, parameters: parameters(of: index))
    }
  }
}
