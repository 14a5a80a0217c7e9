import CCustosFloatKernels
public import CustosPlatform

/// The weights of a network in memory: one block, trained tensors first, each on a 64-byte border.
///
/// Which tensors are trained is a property of each: all that can be but those that were frozen when
/// the block was made.
public final class Parameters {
  /// Where one tensor lies.
  struct Slot {
    let parameter: Parameter
    let offset: Int
    let isTrained: Bool
  }

  /// The tensors, in the graph's order.
  public let layout: [Parameter]
  package let values: FloatBuffer
  /// Floats at the start of `values` that training changes, gaps between tensors included.
  public let trainableCount: Int
  private(set) var slots: [Slot] = []
  private let indices: [String: Int]

  /// Makes room for the weights of a graph; all zero.
  ///
  /// - Parameter isFrozen: the tensors that training leaves as they are. A batch normalisation whose
  ///   trainable tensors are all frozen uses its stored statistics in training too, and leaves them.
  /// - Throws: `PlatformError.outOfMemory`.
  public init(graph: Graph, isFrozen: (Parameter) -> Bool = { _ in false })
    throws(PlatformError)
  {
    layout = graph.parameters
    let isTrained = layout.map { $0.role.isTrainable && !isFrozen($0) }
    var offsets = [Int](repeating: 0, count: layout.count)
    var end = 0
    var trainable = 0
    for pass in [true, false] {
      for (index, parameter) in layout.enumerated() where isTrained[index] == pass {
        offsets[index] = end
        end += (parameter.count + 15) / 16 * 16
      }
      if pass { trainable = end }
    }
    trainableCount = trainable
    values = try FloatBuffer(count: end)
    indices = Dictionary(
      layout.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    slots = layout.indices.map {
      Slot(parameter: layout[$0], offset: offsets[$0], isTrained: isTrained[$0])
    }
  }

  /// Makes room for the weights of the same graph with the same tensors frozen; all zero.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  public init(like other: Parameters) throws(PlatformError) {
    (layout, trainableCount) = (other.layout, other.trainableCount)
    (slots, indices) = (other.slots, other.indices)
    values = try FloatBuffer(count: other.values.count)
  }

  /// Returns a copy of a tensor, or nil when there is none of this name.
  public subscript(name: String) -> [Float]? {
    guard let index = indices[name] else { return nil }
    let slot = slots[index]
    return Array(
      UnsafeBufferPointer(start: values.pointer + slot.offset, count: slot.parameter.count))
  }

  /// Replaces a tensor.
  ///
  /// - Returns: false when there is no tensor of this name and size; nothing is changed then.
  public func set(_ name: String, to newValues: [Float]) -> Bool {
    guard let index = indices[name], slots[index].parameter.count == newValues.count else {
      return false
    }
    newValues.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (values.pointer + slots[index].offset).update(from: base, count: source.count)
    }
    return true
  }

  /// The tensors in the graph's order with their elements in place, valid as long as this object.
  package var tensors: [(parameter: Parameter, elements: UnsafeMutableBufferPointer<Float>)] {
    slots.map {
      (
        $0.parameter,
        UnsafeMutableBufferPointer(start: values.pointer + $0.offset, count: $0.parameter.count)
      )
    }
  }

  /// Takes over all tensors of the same graph's weights, of which others may be frozen.
  public func copyTensors(of other: Parameters) {
    precondition(layout == other.layout, "the weights belong to the same graph")
    for (target, source) in zip(tensors, other.tensors) {
      _ = target.elements.update(fromContentsOf: source.elements)
    }
  }

  /// Copies the whole block, gaps between tensors included.
  public func snapshot() -> [Float] {
    Array(UnsafeBufferPointer(start: values.pointer, count: values.count))
  }

  /// Puts back what `snapshot()` of these weights has copied.
  ///
  /// - Returns: false when the copy has another size; nothing is changed then.
  public func restore(_ snapshot: [Float]) -> Bool {
    guard snapshot.count == values.count else { return false }
    _ = values.elements.update(fromContentsOf: snapshot)
    return true
  }

  /// Draws new weights: kernels Glorot uniform, gamma and moving variance 1, biases as their layers say,
  /// all others 0.
  ///
  /// Glorot (2010), as Keras: uniform in ±sqrt(6 / (fan in + fan out)), a fan being the kernel's
  /// area times its channels. Tensors are drawn in the graph's order, element by element.
  public func initialize(using generator: inout some RandomNumberGenerator) {
    for slot in slots {
      let start = values.pointer + slot.offset
      let count = slot.parameter.count
      switch slot.parameter.role {
      case .kernel:
        let shape = slot.parameter.shape
        let area = shape.dropLast(2).reduce(1, *)
        let fans = area * (shape[shape.count - 2] + shape[shape.count - 1])
        let limit = (6 / Float(fans)).squareRoot()
        for index in 0..<count {
          let unit = Float(generator.next() >> 40) * 0x1p-24
          start[index] = (2 * unit - 1) * limit
        }
      case .gamma, .movingVariance:
        start.update(repeating: 1, count: count)
      case .bias:
        start.update(repeating: slot.parameter.initialBias, count: count)
      case .beta, .movingMean:
        start.update(repeating: 0, count: count)
      }
    }
  }

  /// The trained weights, `trainableCount` floats; gaps between tensors stay zero.
  public var trainableBlock: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: values.pointer, count: trainableCount)
  }

  /// Where each trained tensor lies in `trainableBlock`.
  public var trainableRanges: [(role: Parameter.Role, offset: Int, count: Int)] {
    slots.filter(\.isTrained).map {
      ($0.parameter.role, $0.offset, $0.parameter.count)
    }
  }

  /// The tensors that training changes, in the graph's order, and where each lies in
  /// `trainableBlock`.
  public var trainedTensors: [(parameter: Parameter, offset: Int)] {
    slots.filter(\.isTrained).map { ($0.parameter, $0.offset) }
  }

  /// The sum of the squares of all trained kernels.
  public func kernelSquares() -> Double {
    trainableRanges.filter { $0.role == .kernel }.reduce(0) {
      $0 + custos_f32_sum_squares(values.pointer + $1.offset, $1.count)
    }
  }

  /// Finds the first tensor that holds NaN or an infinity.
  public func firstNonFinite() -> Parameter? {
    slots.first {
      custos_f32_all_finite(values.pointer + $0.offset, $0.parameter.count) == 0
    }?.parameter
  }

  func pointer(_ node: Int, _ role: Parameter.Role) -> UnsafeMutablePointer<Float>? {
    slot(node, role).map { values.pointer + $0.offset }
  }

  /// Where the gradient of a tensor lies; nil where there is none of this role or it is not trained.
  func gradientOffset(_ node: Int, _ role: Parameter.Role) -> Int? {
    slot(node, role).flatMap { $0.isTrained ? $0.offset : nil }
  }

  /// Whether any tensor of a layer is trained.
  func isTrained(_ node: Int) -> Bool {
    slots.contains { $0.parameter.node == node && $0.isTrained }
  }

  /// The part of the trained weights that is a layer's; nil where none of its tensors is trained.
  func trainedRange(_ node: Int) -> Range<Int>? {
    let own = slots.filter { $0.parameter.node == node && $0.isTrained }
    guard let first = own.first, let last = own.last else { return nil }
    return first.offset..<last.offset + last.parameter.count
  }

  private func slot(_ node: Int, _ role: Parameter.Role) -> Slot? {
    slots.first { $0.parameter.node == node && $0.parameter.role == role }
  }
}
