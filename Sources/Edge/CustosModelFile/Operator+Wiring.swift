extension Operator {
  /// The operator's name as in the file format, such as `convolution`.
  public var name: String {
    switch self {
    case .convolution: "convolution"
    case .dense: "dense"
    case .add: "add"
    case .concatenate: "concatenate"
    case .maxPool: "max pool"
    case .averagePool: "average pool"
    case .globalSum: "global sum"
    }
  }

  /// Indices of the tensors it reads, in order.
  public var inputs: [Int] {
    switch self {
    case .convolution(let step): [step.input]
    case .dense(let step): [step.input]
    case .add(let step): [step.first, step.second]
    case .concatenate(let step): step.inputs
    case .maxPool(let step), .averagePool(let step): [step.input]
    case .globalSum(let step): [step.input]
    }
  }

  /// Index of the tensor it makes.
  public var output: Int {
    switch self {
    case .convolution(let step): step.output
    case .dense(let step): step.output
    case .add(let step): step.output
    case .concatenate(let step): step.output
    case .maxPool(let step), .averagePool(let step): step.output
    case .globalSum(let step): step.output
    }
  }
}
