#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The loss of a cell that is a symbol's centre, near one, or none: cross-entropy in which cells that
/// are right already count little ("focal", Lin and others 2017, for Gaussian targets Law and Deng
/// 2018).
///
/// With `p = 1 / (1 + exp(-x))` it is `-(1 - p)^2 log(p)` at a centre and
/// `-(1 - y)^4 p^2 log(1 - p)` elsewhere, where `y` is the target.
struct FocalLoss {
  /// The loss.
  let value: Float
  /// Its derivative by the logit.
  let slope: Float

  /// The loss of a logit for a target of 0...1; 1 is a centre.
  init(logit x: Float, target y: Float) {
    // Of exponents without overflow: log(p) = min(x, 0) - log(1 + exp(-|x|)).
    let power = exp(-abs(x))
    let larger = 1 / (1 + power)
    let p = x >= 0 ? larger : power * larger
    let q = x >= 0 ? power * larger : larger
    let logP = min(x, 0) - log1p(power)
    let logQ = logP - x
    if y == 1 {
      value = -q * q * logP
      slope = 2 * p * q * q * logP - q * q * q
    } else {
      let distance = (1 - y) * (1 - y)
      let weight = distance * distance
      value = -weight * p * p * logQ
      slope = weight * (p * p * p - 2 * p * p * q * logQ)
    }
  }
}
