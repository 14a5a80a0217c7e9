public import CustosNetwork

/// Where a network's tensors are found in weights that other programs have written: under which names,
/// and how their elements are to be turned.
public struct NameMap: Sendable {
  /// A tensor of the source.
  public struct Entry: Equatable, Sendable {
    /// Its name in the source.
    public let name: String
    /// How its elements are viewed before they are turned; nil for its own shape. A dense kernel
    /// `[units, C * H * W]` behind a flattened map `[C, H, W]` is viewed as `[units, C, H, W]`.
    public let view: [Int]?
    /// For each dimension of the turned tensor the dimension of the view that it is; nil where it is
    /// not turned. `[2, 3, 1, 0]` turns a kernel `[C_out, C_in, KH, KW]` to `[KH, KW, C_in, C_out]`.
    public let order: [Int]?
    /// What is added to each element: a program with another epsilon has it in its variances.
    public let addend: Float

    /// Names a tensor of the source.
    public init(_ name: String, view: [Int]? = nil, order: [Int]? = nil, addend: Float = 0) {
      self.name = name
      self.view = view
      self.order = order
      self.addend = addend
    }
  }

  /// The map of weights that Custos has written: every tensor under its own name, as it is.
  public static let identity = NameMap { Entry($0.name) }

  private let entry: @Sendable (Parameter) -> Entry?

  /// Makes a map from a rule; nil for a tensor that the source cannot hold.
  public init(_ entry: @escaping @Sendable (Parameter) -> Entry?) { self.entry = entry }

  /// Where a tensor of the network is found.
  public func entry(for parameter: Parameter) -> Entry? { entry(parameter) }
}

/// How the elements of a tensor are put into another order.
struct TensorTurn {
  /// Dimensions before, slowest first.
  let view: [Int]
  /// For each dimension after that of the view.
  let order: [Int]
  /// Added to each element.
  let addend: Float

  /// The turn of an entry whose tensor has a shape; nil where they do not fit together.
  init?(_ entry: NameMap.Entry, shape: [Int]) {
    view = entry.view ?? shape
    order = entry.order ?? Array(view.indices)
    addend = entry.addend
    guard view.allSatisfy({ $0 >= 0 }), order.sorted() == Array(view.indices),
      Self.count(view) == Self.count(shape)
    else { return nil }
  }

  /// Dimensions after.
  var shape: [Int] { order.map { view[$0] } }

  /// Whether neighbouring dimensions of the turned tensor can be joined to those of another shape.
  func joins(to other: [Int]) -> Bool {
    var rest = shape[...]
    for size in other {
      var joined = 1
      while joined < size, let next = rest.popFirst() { joined *= next }
      guard joined == size else { return false }
      while rest.first == 1 { rest.removeFirst() }
    }
    return rest.isEmpty
  }

  /// The dimensions before the turn of a tensor that has others after it.
  func before(_ shape: [Int]) -> [Int] {
    guard shape.count == order.count else { return shape }
    var before = shape
    for (after, axis) in order.enumerated() { before[axis] = shape[after] }
    return before
  }

  /// Whether the elements stay where they are.
  var isPlain: Bool { order == Array(order.indices) }

  /// Writes the elements in their new order.
  func turn(_ source: [Float], to target: UnsafeMutableBufferPointer<Float>) {
    var strides = [Int](repeating: 1, count: view.count)
    for index in view.indices.dropLast().reversed() {
      strides[index] = strides[index + 1] * view[index + 1]
    }
    let sizes = shape
    let steps = order.map { strides[$0] }
    var place = [Int](repeating: 0, count: sizes.count)
    var from = 0
    for index in target.indices {
      target[index] = source[from]
      for axis in sizes.indices.reversed() {
        place[axis] += 1
        from += steps[axis]
        if place[axis] < sizes[axis] { break }
        from -= steps[axis] * sizes[axis]
        place[axis] = 0
      }
    }
  }

  /// The product; nil where it overflows.
  private static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }
}
