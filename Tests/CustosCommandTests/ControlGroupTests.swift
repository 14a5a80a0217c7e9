import CustosTestData
import CustosTestSupport
import Testing

/// Programs in control groups with less memory than they would take, as containers and services have them.
@Suite(
  .enabled(
    if: LimitedMemory(megabytes: 64) != nil, "this process may not make control groups")
) struct ControlGroupTests {
  /// It ends with a sentence before the first step, not by the kernel: a vgg4 at 448x224 takes some 500 MB.
  @Test(arguments: [60, 160, 260, 360, 460]) func trainingThatDoesNotFitIsRefused(
    megabytes: Int
  ) throws {
    let tiny = try TinyDataSet()
    let folder = try TemporaryFolder()
    let group = try #require(LimitedMemory(megabytes: megabytes))
    let outcome = try group.run(
      BuiltProgram(named: "custos"),
      [
        "train", "--data", tiny.folder.path, "-o", folder.file("run"), "--height", "448", "--width",
        "224", "--batch-size", "1", "--epochs", "1", "--threads", "1", "--quiet",
      ])
    #expect(outcome.exitCode == 69, "\(outcome.error)")
    #expect(outcome.error.contains("There is not enough memory for"), "\(outcome.error)")
    #expect(folder.names == [])
  }
}
