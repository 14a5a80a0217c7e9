import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

@Suite struct BadUseTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test(arguments: [
    ([], "verb is missing"), (["clasify"], "no verb 'clasify'"), (["help", "x"], "no verb 'x'"),
    (["classify", "a.png"], "needs --model"), (["classify", "--model"], "lacks its value"),
    (["classify", "--model", "m", "--colour", "a.png"], "no option '--colour'"),
    (["classify", "--model", "m", "-x", "a.png"], "no option '-x'"),
    (["classify", "--model", "m", "--model", "n", "a.png"], "given twice"),
    (["classify", "--model", "m", "--quiet=1", "a.png"], "takes no value"),
    (["classify", "--model", "m"], "needs pictures"),
    (["classify", "--model", "m", "--format", "xml", "a.png"], "text, jsonl or mei"),
    (["classify", "--model", "m", "--threads", "0", "a.png"], "--threads must be"),
    (["classify", "--model", "m", "--threads", "two", "a.png"], "--threads must be"),
    (["classify", "--model", "m", "--top", "0", "a.png"], "--top must be"),
    (["classify", "--model", "m", "--threshold", "1.01", "a.png"], "--threshold must be"),
    (["classify", "--model", "m", "--threshold", "nan", "a.png"], "--threshold must be"),
    (["classify", "--model", "m", "--threshold", "own", "a.png"], "not 'own'"),
    (["classify", "--model", "m", "--instruction-set", "mmx", "a.png"], "'mmx' is unknown"),
    (["classify", "--model", "m", "--boxes", "b"], "belong together"),
    (["classify", "--model", "m", "--finder", "f"], "belong together"),
    (["classify", "--model", "m", "--page", "p", "--finder", "f", "--boxes", "b"], "choose one"),
    (["classify", "--model", "m", "--page", "p", "--finder", "f", "--find-symbols"], "choose one"),
    (
      ["watch", "--model", "m", "--camera", "fake", "--finder", "f", "--boxes", "b"], "give one of"
    ),
    (["classify", "--model", "m", "--annotate", "p.png", "a.png"], "belong together"),
    (["classify", "--model", "m", "--page", "p", "--boxes", "b", "a.png"], "not both"),
    (["classify", "--model", "m", "--page", "-", "--boxes", "-"], "cannot both"),
    (["classify", "--model", "m", "--page", "p", "--boxes", "b", "--annotate", "o.gif"], ".png"),
    (["classify", "--model", "m", "-", "-"], "only once"),
    (
      [
        "classify", "--model", "m", "--page", "p", "--boxes", "b", "--annotate", "o.png", "-o",
        ".//o.png",
      ], "--output and --annotate both name o.png"
    ),
    (
      ["classify", "--model", "m", "--page", "p.png", "--boxes", "b", "--annotate", "p.png"],
      "--page and --annotate both name p.png"
    ),
    (["x", "--help"], "no verb 'x'"),
    (["info", "--model", "m", "word"], "takes no argument 'word'"),
    (["bench", "--model", "m", "--runs", "0"], "--runs must be"),
    (["bench", "--model", "m", "--warm-up", "-1"], "--warm-up must be"),
    (["bench", "--model", "m", "--pin=yes"], "--pin takes no value"),
    (["selftest"], "needs --model"),
  ])
  func wrongUseIsExplained(arguments: [String], sentence: String) throws {
    let outcome = try EdgeTool.run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains(sentence), "\(outcome.error)")
    #expect(outcome.error.contains("custos-edge: "))
  }

  /// Only a page network needs no more, so the model is opened first.
  @Test func aPageAloneIsExplained() throws {
    let outcome = try EdgeTool.run(["classify", "--model", bench.model, "--page", bench.page])
    #expect(outcome.exitCode == 64 && outcome.error.contains("belong together"))
  }

  @Test(arguments: ["classify", "info", "selftest", "bench"])
  func missingAndForeignModelsAreNamed(verb: String) throws {
    let picture = verb == "classify" ? [try bench.patch("a.png", seed: 1)] : []
    let absent = bench.folder.file("absent.custos")
    let missing = try EdgeTool.run([verb, "--model", absent] + picture)
    #expect(missing.exitCode == 66 && missing.error.contains(absent))
    let foreign = try EdgeTool.run([verb, "--model", bench.page] + picture)
    #expect(foreign.exitCode == 65 && foreign.error.contains("not a .custos model"))
    let bytes = try FileSystem.read(bench.model)
    let cut = bench.folder.file("cut.custos")
    try FileSystem.write(Array(bytes.dropLast(100)), to: cut, replacing: false)
    let truncated = try EdgeTool.run([verb, "--model", cut] + picture)
    #expect(truncated.exitCode == 65 && truncated.error.contains("damaged"))
    var flipped = bytes
    flipped[bytes.count / 2] ^= 4
    let damaged = bench.folder.file("damaged.custos")
    try FileSystem.write(flipped, to: damaged, replacing: false)
    let outcome = try EdgeTool.run([verb, "--model", damaged] + picture)
    #expect(outcome.exitCode == 65 && outcome.error.contains("CRC-32"))
    for result in [missing, foreign, truncated, outcome] { #expect(result.output.isEmpty) }
  }

  @Test func underscoresCountAsHyphensAndWordsMayFollowTwoHyphens() throws {
    let picture = try bench.patch("-odd.png", seed: 2)
    let process = try EdgeTool.run([
      "classify", "--model", bench.model, "--skip_bad", "--instruction_set=scalar", "--", picture,
    ])
    #expect(process.exitCode == 0)
  }

  @Test func helpIsOnlyAskedForWhereAnOptionMayStand() throws {
    let word = try EdgeTool.run(["classify", "--model", bench.model, "--", "--help"])
    #expect(word.exitCode == 66 && word.error.contains("--help does not exist"))
    let value = try EdgeTool.run(["info", "--model", "-h"])
    #expect(value.exitCode == 66 && value.error.contains("-h does not exist"))
    let version = try EdgeTool.run(["--version", "--help"])
    #expect(version.exitCode == 0 && version.output.hasPrefix("custos-edge "))
  }

  @Test func aFullDiskIsAnError() throws {
    let picture = try bench.patch("a.png", seed: 3)
    let outcome = try EdgeTool.run([
      "classify", "--model", bench.model, "--output", "/dev/full", picture,
    ])
    #expect(outcome.exitCode == 74 && outcome.error.contains("No space left on device"))
  }
}
