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
  let step: Operator
  /// What is done behind it.
  let epilogue: Epilogue
  /// Index of the operator that `epilogue` stands for, or `index`.
  let lastIndex: Int
  /// Indices of the tensors that are read.
  let inputs: [Int]
  /// Index of the tensor that is written.
  let output: Int

  /// An operator by itself.
  init(_ step: Operator, at index: Int) {
    self.index = index
    self.step = step
    epilogue = .none
    lastIndex = index
    inputs = step.inputs
    output = step.output
  }

  private init(_ plain: PlannedOperator, _ epilogue: Epilogue, at lastIndex: Int, output: Int) {
    index = plain.index
    step = plain.step
    self.epilogue = epilogue
    self.lastIndex = lastIndex
    if case .add(_, let addend, _, _) = epilogue {
      inputs = plain.inputs + [addend]
    } else {
      inputs = plain.inputs
    }
    self.output = output
  }

  /// The operators of a valid model in the order they run, where each of `fusible` (indices of
  /// convolutions with int8 results) does the pooling or sum behind it too, if it alone feeds it.
  static func plan(_ model: Model, fusing fusible: Set<Int>) -> [PlannedOperator] {
    var readers = [Int](repeating: 0, count: model.tensors.count)
    for step in model.operators { for input in step.inputs { readers[input] += 1 } }
    var maker = [Int](repeating: -1, count: model.tensors.count)
    for (index, step) in model.operators.enumerated() { maker[step.output] = index }

    var plan: [PlannedOperator?] = model.operators.enumerated().map { .init($1, at: $0) }
    for (index, step) in model.operators.enumerated() {
      switch step {
      case .maxPool(let pool):
        let source = maker[pool.input]
        guard
          pool.window == Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2),
          fusible.contains(source), readers[pool.input] == 1, let plain = plan[source],
          plain.epilogue == .none
        else { continue }
        plan[source] = .init(plain, .maxPool, at: index, output: pool.output)
        plan[index] = nil
      case .add(let add):
        // The operand that is made last; the other one must be there when its convolution runs.
        let isFirst = maker[add.first] > maker[add.second]
        let own = isFirst ? add.first : add.second
        let source = maker[own]
        guard
          maker[add.first] != maker[add.second], fusible.contains(source), readers[own] == 1,
          let plain = plan[source], plain.epilogue == .none
        else { continue }
        let epilogue = Epilogue.add(
          add, addend: isFirst ? add.second : add.first,
          ownMultiplier: isFirst ? add.firstMultiplier : add.secondMultiplier,
          addendMultiplier: isFirst ? add.secondMultiplier : add.firstMultiplier)
        plan[source] = .init(plain, epilogue, at: index, output: add.output)
        plan[index] = nil
      default: continue
      }
    }
    return plan.compactMap { $0 }
  }
}
