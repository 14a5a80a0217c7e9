import CustosModelFile

/// An operator of the model as the engine runs it: a convolution may do the operator behind it as well.
struct PlannedOperator {
  /// What a convolution does with its results before they are stored.
  enum Epilogue: Equatable {
    /// Nothing.
    case none
    /// The maximum of 2x2 windows.
    case maxPool
    /// The sum with another tensor. The multipliers are those of the convolution's result and of the
    /// other tensor, whichever the model's operator names first.
    case add(Add, addend: Int, ownMultiplier: Float, addendMultiplier: Float)
  }

  /// Index of the operator in the model.
  let index: Int
  /// The operator.
  let modelOperator: Operator
  /// The geometry of a convolution by Winograd's algorithm; nil for everything else.
  let winograd: WinogradGeometry?
  /// What is done behind it.
  let epilogue: Epilogue
  /// Index of the operator that `epilogue` stands for, or `index`.
  let lastIndex: Int
  /// Indices of the tensors that are read.
  let inputs: [Int]
  /// Index of the tensor that is written.
  let output: Int

  /// An operator by itself.
  init(_ modelOperator: Operator, at index: Int, winograd: WinogradGeometry?) {
    self.index = index
    self.modelOperator = modelOperator
    self.winograd = winograd
    epilogue = .none
    lastIndex = index
    inputs = modelOperator.inputs
    output = modelOperator.output
  }

  private init(_ plain: PlannedOperator, _ epilogue: Epilogue, at lastIndex: Int, output: Int) {
    index = plain.index
    modelOperator = plain.modelOperator
    winograd = plain.winograd
    self.epilogue = epilogue
    self.lastIndex = lastIndex
    if case .add(_, let addend, _, _) = epilogue {
      inputs = plain.inputs + [addend]
    } else {
      inputs = plain.inputs
    }
    self.output = output
  }

  /// Whether it can write pixels that lie further apart than their channels take: the output of
  /// Winograd's algorithm and the tensor added to it have one distance.
  var takesStridedOutput: Bool {
    if case .add = epilogue { return false }
    return true
  }

  /// Whether it can read the tensor `input` when its pixels lie further apart than its channels take.
  func takesStrided(_ input: Int, _ model: Model) -> Bool {
    winograd == nil && modelOperator.takesStrided(model.tensors[input], model)
  }

  /// The operators of a valid model in the order they run, where each convolution of `winograd` (a geometry
  /// for each that takes the algorithm) does the pooling or sum behind it too, if `fuses` and it alone
  /// feeds it.
  static func plan(_ model: Model, winograd: [WinogradGeometry?], fuses: Bool) -> [PlannedOperator]
  {
    var readers = [Int](repeating: 0, count: model.tensors.count)
    for modelOperator in model.operators {
      for input in modelOperator.inputs { readers[input] += 1 }
    }
    for output in model.outputs { readers[output.tensor] += 1 }
    var maker = [Int](repeating: -1, count: model.tensors.count)
    for (index, modelOperator) in model.operators.enumerated() {
      maker[modelOperator.output] = index
    }

    var plan: [PlannedOperator?] = model.operators.enumerated().map {
      .init($1, at: $0, winograd: winograd[$0])
    }
    guard fuses else { return plan.compactMap { $0 } }
    /// The convolution that makes a tensor, if it can do more before it stores it.
    func source(of tensor: Int) -> PlannedOperator? {
      guard maker[tensor] >= 0, readers[tensor] == 1, let plain = plan[maker[tensor]],
        plain.winograd != nil, plain.epilogue == .none
      else { return nil }
      return plain
    }
    for (index, modelOperator) in model.operators.enumerated() {
      switch modelOperator {
      case .maxPool(let pool):
        guard pool.window == Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2),
          let plain = source(of: pool.input)
        else { continue }
        plan[plain.index] = .init(plain, .maxPool, at: index, output: pool.output)
        plan[index] = nil
      case .add(let add):
        // The operand that is made last; the other one must be there when its convolution runs.
        let isFirst = maker[add.first] > maker[add.second]
        let own = isFirst ? add.first : add.second
        guard maker[add.first] != maker[add.second], let plain = source(of: own) else { continue }
        let epilogue = Epilogue.add(
          add, addend: isFirst ? add.second : add.first,
          ownMultiplier: isFirst ? add.firstMultiplier : add.secondMultiplier,
          addendMultiplier: isFirst ? add.secondMultiplier : add.firstMultiplier)
        plan[plain.index] = .init(plain, epilogue, at: index, output: add.output)
        plan[index] = nil
      default: continue
      }
    }
    return plan.compactMap { $0 }
  }
}
