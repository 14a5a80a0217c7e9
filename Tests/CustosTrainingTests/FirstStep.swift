import CustosTraining

/// The change of a weight in an optimiser's first step, in float64, as a function of its gradient.
///
/// Every rule is increasing in the size of the gradient, so that an interval of gradients becomes
/// the interval between the changes at its ends, however steep the rule is in between.
struct FirstStep {
  /// The constants of a rule.
  struct Constants {
    let rate: Double
    /// SGD's momentum, Adadelta's rho, Adam's first beta.
    let first: Double
    /// Adam's second beta.
    let second: Double
    let epsilon: Double
  }

  let kind: OptimizerKind
  let constants: Constants

  /// With the constants of the papers and of Keras.
  init(exact kind: OptimizerKind) {
    self.kind = kind
    let rate: Double =
      switch kind {
      case .adadelta: 1
      case .sgd: 0.01
      case .adam, .adamw: 0.001
      }
    let first = kind == .adadelta ? 0.95 : 0.9
    constants = Constants(rate: rate, first: first, second: 0.999, epsilon: 1e-7)
  }

  /// With the constants as float32 holds them: 1 - 0.999 differs in its fifth digit.
  init(rounded kind: OptimizerKind) {
    let exact = FirstStep(exact: kind).constants
    self.kind = kind
    constants = Constants(
      rate: Double(Float(exact.rate)), first: Double(Float(exact.first)),
      second: Double(Float(exact.second)), epsilon: Double(Float(exact.epsilon)))
  }

  /// The change for a gradient, that of the penalty included.
  func change(_ gradient: Double) -> Double {
    let (rate, first, epsilon) = (constants.rate, constants.first, constants.epsilon)
    switch kind {
    case .adadelta:
      let average = (1 - first) * gradient * gradient
      return -rate * gradient * (epsilon / (average + epsilon)).squareRoot()
    case .sgd:
      return -(1 + first) * rate * gradient
    case .adam, .adamw:
      // The correction of the bias takes the exact betas, in float64.
      let corrected = rate * (1 - 0.999).squareRoot() / (1 - 0.9)
      let root = ((1 - constants.second) * gradient * gradient).squareRoot()
      return -corrected * (1 - first) * gradient / (root + epsilon)
    }
  }

  /// The smallest and the largest change for gradients that are `error` or less off `gradient`.
  func changes(_ gradient: Double, error: Double) -> ClosedRange<Double> {
    change(gradient + error)...change(gradient - error)
  }
}

extension ClosedRange<Double> {
  /// Whether the number is at most `slack` outside.
  func contains(_ number: Double, slack: Double) -> Bool {
    lowerBound - slack <= number && number <= upperBound + slack
  }
}
