/// Which pixels of the input an element of a map depends on along one axis: element `i` on the pixels
/// `i * stride + first` to `i * stride + last`, as far as the input has them.
///
/// What lies outside the input is padding, which every operator adds to its own map.
public struct Reach: Equatable, Sendable {
  /// Pixels from one element to the next, at least 1.
  public let stride: Int
  /// The first pixel of element 0, negative where it sees padding.
  public let first: Int
  /// The last pixel of element 0, at least `first`.
  public let last: Int

  /// Describes a reach.
  public init(stride: Int, first: Int, last: Int) {
    self.stride = stride
    self.first = first
    self.last = last
  }

  /// Pixels that an element sees.
  public var extent: Int { last - first + 1 }

  /// A pixel of the input itself.
  static let pixel = Reach(stride: 1, first: 0, last: 0)

  /// The reach of windows over a map of this reach.
  func windowed(kernel: Int, stride step: Int, padding: Int) -> Reach {
    Reach(
      stride: stride * step, first: first - padding * stride,
      last: last + (kernel - 1 - padding) * stride)
  }

  /// The pixels that either sees, of elements at one place.
  func union(_ other: Reach) -> Reach {
    Reach(stride: stride, first: min(first, other.first), last: max(last, other.last))
  }
}

/// Which pixels of the input an element of a map depends on.
public struct ReceptiveField: Equatable, Sendable {
  /// From top to bottom.
  public let rows: Reach
  /// From left to right.
  public let columns: Reach

  /// Describes a field.
  public init(rows: Reach, columns: Reach) {
    self.rows = rows
    self.columns = columns
  }

  /// The pixels that either sees, of elements at one place.
  public func union(_ other: ReceptiveField) -> ReceptiveField {
    ReceptiveField(rows: rows.union(other.rows), columns: columns.union(other.columns))
  }

  /// Whether elements at one place lie at one place of the input, too.
  func isAligned(with other: ReceptiveField) -> Bool {
    rows.stride == other.rows.stride && columns.stride == other.columns.stride
  }

  /// The strides, for messages.
  var strideText: String { "\(rows.stride) and \(columns.stride)" }
}

extension ValidatedModel {
  /// The exact receptive field of every tensor, from the windows of the operators.
  ///
  /// - Throws: `ModelError` where an operator sees all of its input, joins maps of different strides, or
  ///   leads to a stride above 65,536.
  public func receptiveFields() throws(ModelError) -> [ReceptiveField] {
    var fields = [ReceptiveField](
      repeating: ReceptiveField(rows: .pixel, columns: .pixel), count: model.tensors.count)
    for (index, candidate) in model.operators.enumerated() {
      do throws(ModelError) { fields[candidate.output] = try candidate.field(over: fields) } catch {
        throw error.inOperator(index, candidate)
      }
    }
    return fields
  }
}

extension Operator {
  /// The field of the output, from those of all tensors made before.
  fileprivate func field(over fields: [ReceptiveField]) throws(ModelError) -> ReceptiveField {
    var field = fields[inputs[0]]
    for input in inputs.dropFirst() {
      guard fields[input].isAligned(with: field) else {
        throw ModelError(
          "strides of the inputs", expected: "equal",
          found: "\(field.strideText), and \(fields[input].strideText)")
      }
      field = field.union(fields[input])
    }
    switch view {
    case .place: return field
    case .whole: throw .fixedSize
    case .window(let window): return try window.field(over: field)
    }
  }
}

extension Window {
  /// The field of an output of these windows; the bound keeps all products far from overflow.
  fileprivate func field(over field: ReceptiveField) throws(ModelError) -> ReceptiveField {
    let result = ReceptiveField(
      rows: field.rows.windowed(kernel: kernelHeight, stride: strideY, padding: paddingTop),
      columns: field.columns.windowed(kernel: kernelWidth, stride: strideX, padding: paddingLeft))
    guard max(result.rows.stride, result.columns.stride) <= ModelLimits.extent else {
      throw ModelError(
        "stride from the input on", expected: "at most \(ModelLimits.extent)",
        found: result.strideText)
    }
    return result
  }
}
