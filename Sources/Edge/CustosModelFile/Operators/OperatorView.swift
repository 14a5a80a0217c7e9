/// How much of its inputs an element of an operator's output depends on.
enum OperatorView: Equatable {
  /// The elements at its own place, so that inputs and output are of one height and width.
  case place
  /// A window over its only input.
  case window(Window)
  /// All of its only input, so that the input's size is fixed.
  case whole
}

extension Operator {
  /// What an element of the output depends on.
  var view: OperatorView {
    switch self {
    case .convolution(let fields): .window(fields.window)
    case .maxPool(let fields): .window(fields.window)
    case .averagePool(let fields): .window(fields.window)
    case .add, .concatenate, .channelAffine: .place
    case .dense, .globalSum: .whole
    }
  }
}
