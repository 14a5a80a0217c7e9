import CustosEngine
import CustosModel

extension Engine {
  /// How many of these patches give exactly the outputs that are known.
  func countEqual(_ tests: [SelfTest]) throws(EngineError) -> Int {
    var equal = 0
    for test in tests where try passes(test) { equal += 1 }
    return equal
  }
}
