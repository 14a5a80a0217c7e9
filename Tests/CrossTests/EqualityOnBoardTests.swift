import CustosArchitectures
import CustosEngineChecks
import CustosImage
import CustosModelFile
import CustosPlatform
import CustosTestSupport
import Testing

/// The same file and patches give the same bytes on the desktop and on every core, whatever the
/// kernels and the number of threads.
@Suite(.enabled(if: Board.isBuilt || Board.isRequired, Comment(rawValue: Board.absence)))
struct EqualityOnBoardTests {
  @Test(arguments: [ModelConfiguration.vgg4, .resNet4])
  func logitsAndProbabilitiesAreEqualEverywhere(configuration: ModelConfiguration) throws {
    let folder = try TemporaryFolder()
    let model = folder.path + "/random.custos"
    try FileSystem.write(
      try ModelWriter.bytes(of: RandomModel.make(configuration, seed: 11)), to: model,
      replacing: false)
    for seed in 20..<23 as Range<UInt64> {
      let patch = PixelBuffer(
        width: RandomModel.width, height: RandomModel.height,
        pixels: RandomModel.patch(seed: seed))
      try patch.write(to: "\(folder.path)/patch-\(seed).png", replacing: false)
    }
    func classify(_ cpu: String?, _ options: [String]) throws -> String {
      let outcome = try Board.run(
        "custos-edge", cpu: cpu,
        ["classify", "--model", model, "--logits", folder.path] + options)
      #expect(outcome.exitCode == 0, "\(cpu ?? "desktop") \(options): \(outcome.error)")
      return outcome.output
    }
    let reference = try classify(nil, ["--instruction-set", "scalar", "--threads", "1"])
    #expect(reference.split(separator: "\n").count == 3)
    #expect(try classify(nil, ["--threads", "4"]) == reference)
    for cpu in Board.cpus {
      for threads in ["1", "4"] {
        #expect(
          try classify(cpu, ["--threads", threads]) == reference, "\(cpu), \(threads) threads")
      }
      #expect(
        try classify(cpu, ["--instruction-set", "scalar"]) == reference, "\(cpu), scalar kernels")
      let selfTest = try Board.run("custos-edge", cpu: cpu, ["selftest", "--model", model])
      #expect(selfTest.exitCode == 0, "\(cpu): \(selfTest.output) \(selfTest.error)")
    }
  }

  /// The other networks at about their least size: what the scalar kernels of the desktop answer, by the
  /// kernels that are for each core, with all threads of a board and with one. Scalar kernels under
  /// emulation are the two networks' affair above.
  @Test(
    arguments: [
      (.vggGlobalAverage, 32), (.vgg16, 32), (.resNet50, 32), (.denseNet201, 32),
      (.inceptionResNetV2, 75), (.inceptionResNetV2Pretrained, 75),
    ] as [(ModelConfiguration, Int)])
  func selfTestsPassOnEveryCore(configuration: ModelConfiguration, side: Int) throws {
    let folder = try TemporaryFolder()
    let model = folder.path + "/random.custos"
    try FileSystem.write(
      try ModelWriter.bytes(
        of: RandomModel.make(configuration, height: side, width: side, seed: 11)), to: model,
      replacing: false)
    for (cpu, kernels) in [
      ("cortex-a53", "neon-a53"), ("cortex-a72", "neon"), ("cortex-a76", "neondot"),
      ("cortex-a76", "neondot-a55"), ("max", "neoni8mm"),
    ] {
      for threads in ["1", "4"] {
        let outcome = try Board.run(
          "custos-edge", cpu: cpu,
          ["selftest", "--model", model, "--threads", threads, "--instruction-set", kernels])
        #expect(
          outcome.exitCode == 0, "\(cpu), \(threads) threads: \(outcome.output) \(outcome.error)")
      }
    }
  }

  /// A whole page in one pass: boxes, classes, positions and logits of every symbol, and the page as MEI.
  @Test func pagesAreReadAlikeEverywhere() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("page.custos")
    try FileSystem.write(
      try ModelWriter.bytes(of: RandomGraph.usualPageNetwork(seed: 12).validated()), to: model,
      replacing: false)
    // A staff with a staff space of 20 pixels and ink across its spaces.
    var picture = PixelBuffer(width: 420, height: 260)
    for line in 0..<5 {
      picture.fillRectangle(x: 10, y: 90 + line * 20, width: 400, height: 2, .black)
    }
    for note in 0..<8 {
      picture.fillRectangle(x: 40 + note * 45, y: 80 + note * 10, width: 22, height: 18, .black)
      picture.fillRectangle(x: 60 + note * 45, y: 30 + note * 10, width: 2, height: 60, .black)
    }
    let page = folder.file("page.png")
    try picture.write(to: page, replacing: false)
    func read(_ cpu: String?, _ options: [String]) throws -> String {
      let outcome = try Board.run(
        "custos-edge", cpu: cpu, ["classify", "--model", model, "--page", page] + options)
      #expect(outcome.exitCode == 0, "\(cpu ?? "desktop") \(options): \(outcome.error)")
      return outcome.output
    }
    let exact = ["--instruction-set", "scalar", "--threads", "1"]
    let lines = try read(nil, ["--logits"] + exact)
    #expect(lines.split(separator: "\n").count > 20)
    let document = try read(nil, ["--format", "mei"] + exact)
    for cpu in Board.cpus {
      for threads in ["1", "4"] {
        let found = try read(cpu, ["--logits", "--threads", threads])
        #expect(found == lines, "\(cpu), \(threads) threads")
      }
      #expect(try read(cpu, ["--format", "mei"]) == document, "\(cpu)")
    }
  }
}
