/// The rules by which weights follow their gradients, with Keras's constants.
public enum OptimizerKind: String, Codable, CaseIterable, Sendable {
  /// Zeiler 2012: rho 0.95, epsilon 1e-7.
  case adadelta
  /// Stochastic gradient descent with Nesterov momentum 0.9.
  case sgd
  /// Kingma and Ba 2014 in Keras's form: beta 0.9 and 0.999, epsilon 1e-7 beside the uncorrected
  /// root.
  case adam
  /// Adam with decoupled weight decay (Loshchilov and Hutter 2019): kernels also shrink by the rate
  /// times the weight decay at every step.
  case adamw

  /// The learning rate that is used when none is given.
  public var defaultLearningRate: Float {
    switch self {
    case .adadelta: 1
    case .sgd: 0.01
    case .adam, .adamw: 0.001
    }
  }

  /// The weight decay that is used when none is given: Keras's for AdamW, else none.
  public var defaultWeightDecay: Float { self == .adamw ? 0.004 : 0 }

  /// Values kept for each weight.
  public var slotCount: Int { self == .sgd ? 1 : 2 }
}
