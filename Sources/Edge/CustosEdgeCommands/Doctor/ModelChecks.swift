import CustosEngine
import CustosModelFile
import CustosPlatform
import CustosReading

/// What `doctor` finds out about a model file.
enum ModelChecks {
  /// Reads the file and runs its self-test with every instruction set of this CPU.
  static func all(path: String, threads: Int) -> [Check] {
    let validated: ValidatedModel
    let checksum: String
    do throws(ReadingError) { (validated, checksum) = try Classifier.open(path) } catch {
      return [
        .problem(
          "model", CommandError(error).message, remedy: "Copy the file again from the desktop.")
      ]
    }
    let model = validated.model
    var facts =
      "\(model.name), \(validated.purpose.name), \(checksum), \(model.labels.count) labels"
    if let staffSpace = model.preprocessing.staffSpace {
      facts += ", staff space \(NumberText.fixed(staffSpace, decimals: 1)) pixels"
    }
    return [.ok("model", facts), selfTest(validated, threads)]
  }

  private static func selfTest(_ validated: ValidatedModel, _ threads: Int) -> Check {
    let model = validated.model
    guard !model.selfTests.isEmpty else {
      return .unknown("selftest", "the model holds no patches to check")
    }
    for set in InstructionSet.available {
      do throws(EngineError) {
        let engine = try Engine(model: validated, threads: threads, instructionSet: set)
        if try engine.countEqual(model.selfTests) < model.selfTests.count {
          return .problem(
            "selftest", "other results than expected with \(set.name)",
            remedy: "Copy model and program again; if it stays, the board's memory may be faulty.")
        }
      } catch {
        return .problem(
          "selftest", error.message, remedy: "End other programs, or use a smaller model.")
      }
    }
    return .ok(
      "selftest",
      "\(model.selfTests.count) patches exact with "
        + InstructionSet.available.map { $0.name }.joined(separator: ", "))
  }
}
