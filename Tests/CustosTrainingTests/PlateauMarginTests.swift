import CustosTraining
import Testing

/// The plateau is left by more than 1e-4 of accuracy, as Keras's ReduceLROnPlateau asks; the best epoch
/// and the end of training take any gain.
@Suite struct PlateauMarginTests {
  /// Epochs of which each is better than the one before by `gain`.
  private func loweredEpochs(gain: Double) -> (lowered: [Int], best: [Int]) {
    var schedule = EpochRule(learningRate: 1, patience: 2, stoppingPatience: 100)
    var lowered: [Int] = []
    var best: [Int] = []
    for epoch in 1...7 {
      let decision = schedule.finish(epoch: epoch, accuracy: 0.5 + gain * Double(epoch))
      if decision.loweredRate != nil { lowered.append(epoch) }
      if decision.isBest { best.append(epoch) }
    }
    return (lowered, best)
  }

  @Test func gainsBelowTheMarginAddUp() {
    // The third epoch is 1.2e-4 above the first, the one that counts: waits never reach 2.
    let small = loweredEpochs(gain: 0.6e-4)
    #expect(small.lowered == [])
    // The margin is passed by every fourth epoch only, two too late; the wait starts anew then.
    let smaller = loweredEpochs(gain: 0.3e-4)
    #expect(smaller.lowered == [3, 7])
    #expect(smaller.best == Array(1...7))
  }

  @Test func gainsAreComparedWithTheMargin() {
    // 2^-13 is above 1e-4, 2^-14 is below; both are exact beside 0.5.
    #expect(loweredEpochs(gain: 0x1p-13).lowered == [])
    var schedule = EpochRule(learningRate: 1, patience: 1, stoppingPatience: 100)
    _ = schedule.finish(epoch: 1, accuracy: 0.5)
    #expect(schedule.finish(epoch: 2, accuracy: 0.5 + 0x1p-14).loweredRate == 0.5)
    #expect(schedule.finish(epoch: 3, accuracy: 0.5 + 0x1p-13).loweredRate == nil)
  }
}
