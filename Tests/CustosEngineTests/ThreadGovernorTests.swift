import CustosTestRandom
import Testing

@testable import CustosEngine

/// Numbers of threads on machines that are made up: times in nanoseconds by the number of threads.
@Suite struct ThreadGovernorTests {
  /// Times of inferences with 1, 2, ... threads, and the share of them that the calling thread waits.
  private struct Machine {
    var times: [Double]
    var waiting: [Double]
    var random = SeededRandom(seed: 5)

    /// Runs inferences and gives what they took; times vary by a tenth.
    mutating func run(_ governor: inout ThreadGovernor, _ inferences: Int) -> Double {
      (0..<inferences).reduce(0) { total, _ in
        let time = times[governor.count - 1] * (0.95 + Double(random.integer(0...100)) / 1000)
        governor.record(
          nanoseconds: UInt64(time), waited: UInt64(time * waiting[governor.count - 1]))
        return total + time
      }
    }
  }

  @Test func quietMachinesKeepAllThreads() {
    var governor = ThreadGovernor(most: 4)
    var machine = Machine(times: [4e6, 2.1e6, 1.5e6, 1.2e6], waiting: [0, 0.05, 0.08, 0.15])
    for _ in 0..<2000 {
      _ = machine.run(&governor, 1)
      #expect(governor.count == 4)
    }
  }

  /// One CPU of two is busy, as measured on one: with two threads an inference takes longer.
  @Test func aBusyCPUIsLeftAlone() {
    var governor = ThreadGovernor(most: 2)
    var machine = Machine(times: [2e6, 2.6e6], waiting: [0, 0.5])
    _ = machine.run(&governor, 100)
    #expect(governor.settled == 1)
    let rest = machine.run(&governor, 5000)
    #expect(rest < 1.03 * 5000 * 2e6)
  }

  /// Of eight CPUs four are so slow that their share is late.
  @Test func slowCPUsAreLeftAlone() {
    var governor = ThreadGovernor(most: 8)
    var machine = Machine(
      times: [8e6, 4e6, 2.7e6, 2e6, 2.1e6, 2.2e6, 2.3e6, 2.4e6],
      waiting: [0, 0.05, 0.06, 0.08, 0.3, 0.3, 0.3, 0.3])
    _ = machine.run(&governor, 400)
    let rest = machine.run(&governor, 5000)
    #expect(rest < 1.03 * 5000 * 2e6)
  }

  @Test func threadsComeBackWhenTheLoadGoes() {
    var governor = ThreadGovernor(most: 2)
    var busy = Machine(times: [2e6, 2.6e6], waiting: [0, 0.5])
    _ = busy.run(&governor, 200)
    #expect(governor.settled == 1)
    var quiet = Machine(times: [2e6, 1.1e6], waiting: [0, 0.06])
    // The longest pause.
    _ = quiet.run(&governor, 257 * 8)
    #expect(governor.settled == 2)
  }

  /// Waiting alone is no reason: where two threads are faster all the same, they stay.
  @Test func waitingThatPaysIsBorne() {
    var governor = ThreadGovernor(most: 2)
    var machine = Machine(times: [2e6, 1.5e6], waiting: [0, 0.3])
    let total = machine.run(&governor, 5000)
    #expect(governor.settled == 2)
    #expect(total < 1.03 * 5000 * 1.5e6)
  }

  @Test func oneThreadIsLeftAlone() {
    var governor = ThreadGovernor(most: 1)
    for _ in 0..<100 { governor.record(nanoseconds: 100, waited: 0) }
    #expect(governor.count == 1)
  }
}
