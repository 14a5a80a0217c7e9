import CustosEngine
import CustosModelFile
import CustosPlatform
import CustosReading

/// `custos-edge selftest`: runs the patches inside the model file, whose exact outputs are known.
struct SelfTestCommand {
  static let rules = ArgumentRules(
    options: CommonOptions.names, flags: CommonOptions.flags, takesWords: false)

  let options: CommonOptions

  init(_ arguments: [String]) throws(CommandError) {
    options = try CommonOptions(
      ParsedArguments(arguments, verb: "selftest", rules: Self.rules))
  }

  /// Compares every patch's outputs for each instruction set of this CPU, or the one asked for.
  func run() throws(CommandError) -> Int32 {
    let validated: ValidatedModel
    let checksum: String
    do throws(ReadingError) {
      (validated, checksum) = try Classifier.open(options.modelPath)
    } catch { throw CommandError(error) }
    let model = validated.model
    guard !model.selfTests.isEmpty else {
      throw CommandError(
        "\(options.modelPath) holds no self-test patches, so nothing can be checked; "
          + "write the model again with `custos quantize`.", exitCode: ExitStatus.checkFailed)
    }
    var failed = 0
    var sequence = 0
    for set in options.instructionSet.map({ [$0] }) ?? InstructionSet.available {
      let equal = try countEqual(validated, set)
      failed += model.selfTests.count - equal
      try report(model, checksum, set, equal: equal, sequence: sequence)
      sequence += 1
    }
    return failed == 0 ? ExitStatus.success : ExitStatus.checkFailed
  }

  private func countEqual(_ model: ValidatedModel, _ set: InstructionSet)
    throws(CommandError) -> Int
  {
    do throws(EngineError) {
      let engine = try Engine(
        model: model, threads: options.threads, pinned: options.isPinned, instructionSet: set,
        algorithm: options.algorithm)
      return try engine.countEqual(model.model.selfTests)
    } catch { throw CommandError(error) }
  }

  private func report(
    _ model: Model, _ checksum: String, _ set: InstructionSet, equal: Int, sequence: Int
  ) throws(CommandError) {
    let total = model.selfTests.count
    var line = ""
    switch options.format {
    case .text:
      line =
        "\(equal == total ? "pass" : "FAIL")\t\(set.name)\t\(equal) of \(total) patches give "
        + "exactly the expected outputs"
    case .jsonl, .mei:
      var object = JSONObject(schema: "custos.selftest/1", sequence: sequence)
      object.addModel(name: model.name, checksum: checksum)
      object.add("instruction_set", text: set.name)
      object.add("threads", integer: options.threads)
      object.add("patches", integer: total)
      object.add("equal", integer: equal)
      object.add("pass", boolean: equal == total)
      line = object.text
    }
    do throws(PlatformError) { try Console.output.write(line + "\n") } catch {
      throw CommandError(error)
    }
  }
}
