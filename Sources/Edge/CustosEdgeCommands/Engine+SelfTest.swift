import CustosEngine
import CustosModelFile

extension Engine {
  /// How many of these patches give exactly the logits that are known.
  func countEqual(_ tests: [SelfTest]) throws(EngineError) -> Int {
    var equal = 0
    for test in tests where try logits(ofPixels: test.pixels) == test.logits { equal += 1 }
    return equal
  }
}
