import CustosNetwork
import CustosTestSupport
import Testing

@testable import CustosTraining

/// Epochs that fit the time that one has.
@Suite struct TimePlanTests {
  private static let plan = TimePlan(
    secondsPerStep: 0.5, secondsPerValidation: 10, stepsPerEpoch: 100, measuringSeconds: 20)

  /// An epoch takes 60 seconds; before and after all of them are 30.
  @Test func epochsAreCounted() {
    let share = TimePlan.plannedShare
    for (seconds, epochs) in [(30.0, 0), (89, 0), (91, 1), (149, 1), (151, 2), (3631, 60)] {
      #expect(Self.plan.epochs(inSeconds: seconds / share) == epochs, "\(seconds)")
    }
    #expect(abs(Self.plan.seconds(epochs: 2) - 150 / share) < 1e-9)
    for epochs in 1...20 {
      let time = Self.plan.seconds(epochs: epochs)
      #expect(Self.plan.epochs(inSeconds: time * 1.0001) == epochs)
      #expect(Self.plan.epochs(inSeconds: time * 0.9999) == epochs - 1)
    }
    var quick = Self.plan
    (quick.secondsPerStep, quick.secondsPerValidation) = (0, 0)
    #expect(quick.epochs(inSeconds: 1e9) == TrainingLimits.epochs.upperBound)
  }

  private let runs: RecipeRuns

  init() throws { runs = try RecipeRuns() }

  private func trainer(
    _ output: TemporaryFolder, _ change: (inout TrainingOptions) -> Void
  ) throws -> Trainer {
    try runs.trainer(output) {
      $0.take(.best)
      $0.batchSize = 4
      change(&$0)
    }
  }

  /// A run with a plan is the run with as many epochs, bit by bit, also when it is interrupted.
  @Test func onlyThePlanMakesADifference() throws {
    let whole = try TemporaryFolder(inMemory: true)
    let plain = try trainer(whole) { $0.epochs = 2 }
    #expect(try plain.run(observer: nil) { false } == .finished)

    let output = try TemporaryFolder(inMemory: true)
    let planned = try trainer(output) { $0.hours = 1000 }
    // The first steps and a validation are really run, and leave no trace.
    let before = planned.parameters.snapshot()
    let measured = try #require(try planned.fitToHours())
    #expect(measured.stepsPerEpoch == 4 && measured.secondsPerStep > 0)
    #expect(measured.secondsPerValidation > 0 && measured.measuringSeconds > 0)
    #expect(planned.parameters.snapshot() == before && planned.options.epochs > 2)
    let again = try planned.fitToHours {
      TimePlan(
        secondsPerStep: 1e5, secondsPerValidation: 1e6, stepsPerEpoch: 4, measuringSeconds: 0)
    }
    #expect(again != nil && planned.options.epochs == 1)
    _ = try planned.fitToHours {
      TimePlan(
        secondsPerStep: 1e5, secondsPerValidation: 5e5, stepsPerEpoch: 4, measuringSeconds: 0)
    }
    #expect(planned.options.epochs == 3)
    _ = try planned.fitToHours {
      TimePlan(
        secondsPerStep: 2e5, secondsPerValidation: 5e5, stepsPerEpoch: 4, measuringSeconds: 0)
    }
    #expect(planned.options.epochs == 2)

    var batches = 0
    let outcome = try planned.run(observer: nil) {
      batches += 1
      return batches == 5
    }
    #expect(outcome == .interrupted)
    let saved = try Trainer.savedRun(in: output.path).options
    #expect(saved.epochs == 2 && saved.hours == 1000)
    let resumed = try runs.resumed(output)
    // What is planned stays, however fast the machine is by now.
    #expect(try resumed.fitToHours { Self.plan } == nil)
    #expect(try resumed.run(observer: nil) { false } == .finished)
    #expect(resumed.parameters.snapshot() == plain.parameters.snapshot())
    #expect(resumed.optimizer.average?.snapshot() == plain.optimizer.average?.snapshot())
  }

  @Test func tooLittleTimeIsRefused() throws {
    let output = try TemporaryFolder(inMemory: true)
    let planned = try trainer(output) { $0.hours = 0.02 }
    let error = #expect(throws: TrainingError.self) { _ = try planned.fitToHours { Self.plan } }
    let text = try #require(error).description
    // 90 seconds / 0.97 = 0.0258 hours, and a tenth more to be on the safe side.
    #expect(
      text.contains("0.02 hours") && text.contains("0.0258") && text.contains("--hours 0.0284"))
    #expect(error?.exitCode == 64 && output.names == [])
  }

  @Test func withoutHoursNothingIsPlanned() throws {
    let planned = try trainer(TemporaryFolder(inMemory: true)) { $0.epochs = 7 }
    #expect(try planned.fitToHours { Self.plan } == nil && planned.options.epochs == 7)
  }
}
