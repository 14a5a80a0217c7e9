import CustosPlatform
import CustosTensorBoard
import CustosTestData
import CustosTestSupport
import Testing

/// The order in which TensorBoard sees a run's events does not depend on the clock.
@Suite struct EventOrderTests {
  /// A run that is begun, continued with a clock that stands at 1970, and continued again.
  @Test func aClockThatStepsBackKeepsTheOrder() throws {
    let folder = try TemporaryFolder()
    var step = 0
    var files: [[String]] = []
    for times in [[1_764_000_000.0, 1_764_000_060, 1_763_000_000], [5, 65], [5], [1_764_000_090]] {
      let file = try EventFile(folder: folder.path, time: times[0])
      for time in times {
        step += 1
        try file.append([("epoch_loss", Double(step))], step: step, time: time)
      }
      files.append(folder.names)
    }
    // Every file is behind the ones before it.
    for (before, after) in zip(files, files.dropFirst()) {
      #expect(after.count == before.count + 1 && after.starts(with: before), "\(after)")
    }
    let times = try EventReader.times(in: folder.path)
    #expect(times.count == step + 4 && times == times.sorted(), "\(times)")
    #expect(times.first == 1_764_000_000 && times.last == 1_764_000_090)
    #expect(try EventReader.values(in: folder.path).map(\.step) == Array(1...step))
  }

  /// A clock that counts on is taken as it is.
  @Test func anOrdinaryClockIsTaken() throws {
    let folder = try TemporaryFolder()
    for time in [99.5, 1_764_000_000.25] {
      let file = try EventFile(folder: folder.path, time: time)
      try file.append([("epoch_loss", 1)], step: 1, time: time + 1)
    }
    #expect(
      try EventReader.times(in: folder.path) == [99.5, 100.5, 1_764_000_000.25, 1_764_000_001.25])
    #expect(
      folder.names == [
        "events.out.tfevents.0000000099.custos.0", "events.out.tfevents.1764000000.custos.0",
      ])
  }
}
