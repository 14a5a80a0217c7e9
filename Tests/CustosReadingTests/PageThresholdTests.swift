import CustosEngine
import CustosEngineChecks
import CustosModelFile
import CustosTestRandom
import Testing

@testable import CustosReading

/// From probabilities to the integers that centres are compared with.
@Suite struct PageThresholdTests {
  @Test func theLogitIsTheLeastNumberOfItsProbability() {
    for probability in [0.001, 0.1, 0.3, 0.4, 0.5, 0.73, 0.999_9] {
      let logit = ExactMath.logit(probability)
      #expect(ExactMath.sigmoid(logit) >= probability)
      #expect(ExactMath.sigmoid(logit.nextDown) < probability)
    }
    #expect(ExactMath.logit(0.5) > -1e-15 && ExactMath.logit(0.5) < 1e-15)
    #expect(ExactMath.logit(0) == -700 && ExactMath.logit(-1) == -700)
    #expect(ExactMath.logit(1.1) == .infinity && ExactMath.logit(1) < 40)
  }

  @Test func theIntegerIsTheLeastOneOfItsProbability() throws {
    for seed in UInt64(1)...12 {
      let model = RandomGraph.pageNetwork(seed: seed)
      let output = try Engine(model: model.validated()).outputs[0]
      let probabilities = [0.2, 0.4, 0.9]
      let integers = PageThresholds(probabilities).integers(of: output)
      for (channel, integer) in integers.enumerated() {
        let least = try #require(integer)
        func probability(_ value: Int32) -> Double {
          ExactMath.sigmoid(Double(value - output.zeroPoint) * Double(output.units[channel]))
        }
        #expect(probability(least) >= probabilities[channel] - 1e-12)
        #expect(probability(least - 1) < probabilities[channel])
      }
    }
  }

  @Test func whatNothingReachesIsNoThreshold() throws {
    let model = RandomGraph.pageNetwork(seed: 1)
    let output = try Engine(model: model.validated()).outputs[0]
    let integers = PageThresholds([1.5, 0, -3]).integers(of: output)
    #expect(integers[0] == nil)
    #expect(integers[1] != nil && integers[1] == integers[2].map { _ in integers[1] } ?? nil)
  }
}
