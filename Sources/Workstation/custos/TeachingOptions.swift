import ArgumentParser
import CustosTraining
import Foundation

/// A trained network that teaches a new run.
struct TeachingOptions: ParsableArguments {
  @Option(
    help: """
      A model.safetensors of `custos train`, of any network, with the same labels and input size: its \
      probabilities teach as well as the labels. With --resume, where that file is now.
      """)
  var teacher: String?

  @Option(
    name: .customLong("teacher-temperature"),
    help: "Divide the logits of both by this, so that small probabilities count more (default: 4).")
  var temperature: Float?

  @Option(
    name: .customLong("teacher-share"),
    help: "Share of the teacher in the loss; the rest is the labels' (default: 0.9).")
  var share: Float?

  /// Names of the options that were given and that a resumed run keeps.
  var given: [String] {
    givenOptions([
      "--teacher-temperature": temperature != nil, "--teacher-share": share != nil,
    ])
  }

  func validate() throws {
    guard teacher != nil || given.isEmpty else {
      throw ValidationError("\(given[0]) belongs to --teacher; give the teacher as well.")
    }
    if let temperature, !(temperature > 0 && TrainingLimits.temperature.contains(temperature)) {
      throw ValidationError(
        "--teacher-temperature must be above 0 and at most 100, but \(temperature) was given.")
    }
    if let share, !(share > 0 && share <= 1) {
      throw ValidationError(
        "--teacher-share must be above 0 and at most 1, but \(share) was given.")
    }
  }

  /// Puts the given options into those of a new run.
  func apply(to options: inout TrainingOptions) {
    guard let teacher else { return }
    var teaching = Teaching(path: Self.absolute(teacher))
    if let temperature { teaching.temperature = temperature }
    if let share { teaching.share = share }
    options.teacher = teaching
  }

  /// Names the teacher's file anew for a resumed run.
  ///
  /// - Throws: `TrainingError.usage` when the run has no teacher.
  func move(_ options: inout TrainingOptions, of run: String) throws(TrainingError) {
    guard let teacher else { return }
    guard options.teacher != nil else {
      throw .usage("The run in \(run) has no teacher; leave --teacher out or start a new run.")
    }
    options.teacher?.path = Self.absolute(teacher)
  }

  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}
