import Testing

@testable import CustosTraining

@Suite struct EpochRuleTests {
  /// The run of the original notebook: best in epoch 57, rate halved in 65 and 73, end in 77.
  @Test func followsTheOriginalRun() {
    var schedule = EpochRule(learningRate: 0.25)
    var lowered: [Int: Float] = [:]
    var end = 0
    for epoch in 1...200 {
      let accuracy = epoch <= 57 ? 0.5 + 0.005 * Double(epoch) : 0.7
      let decision = schedule.finish(epoch: epoch, accuracy: accuracy)
      #expect(decision.isBest == (epoch <= 57))
      lowered[epoch] = decision.loweredRate
      if decision.stops {
        end = epoch
        break
      }
    }
    #expect(lowered == [65: 0.125, 73: 0.0625])
    #expect(end == 77)
    #expect(schedule.bestEpoch == 57)
  }

  @Test func theRateHasALowestValue() {
    var schedule = EpochRule(learningRate: 1.5e-5, patience: 1, stoppingPatience: 100)
    _ = schedule.finish(epoch: 1, accuracy: 0.5)
    #expect(schedule.finish(epoch: 2, accuracy: 0.5).loweredRate == 1e-5)
    #expect(schedule.finish(epoch: 3, accuracy: 0.5).loweredRate == nil)
  }

  @Test func classWeights() {
    let balanced: [Float] = [8.0 / 3, 8.0 / 9, 8.0 / 12]
    #expect(ClassWeighting.balanced.weights(counts: [1, 3, 4]) == balanced)
    #expect(ClassWeighting.simple.weights(counts: [1, 4, 16]) == [1, 0.5, 0.25])
    #expect(ClassWeighting.none.weights(counts: [5, 7]) == [1, 1])
  }

  @Test func weightsThatDifferTooMuchAreTold() {
    let labels = ["L1", "L2", "S1"]
    let counts = [12_000, 900, 3]
    let sentence = ClassWeighting.balanced.warning(labels: labels, counts: counts)
    #expect(sentence?.hasPrefix("a picture of S1 (3 of them) weighs 4000 times as much") == true)
    #expect(ClassWeighting.balanced.warning(labels: labels, counts: [12_000, 900, 12]) == nil)
    #expect(ClassWeighting.simple.warning(labels: labels, counts: counts) == nil)
    #expect(ClassWeighting.none.warning(labels: labels, counts: counts) == nil)
  }
}
