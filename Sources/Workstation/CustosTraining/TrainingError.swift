import CustosPlatform
public import CustosSupport

/// A failure of a training run, as a sentence with the exit code it leads to.
public enum TrainingError: ReportableError, Equatable, CustomStringConvertible {
  /// The loss or a weight has become NaN or infinite.
  case diverged(what: String, epoch: Int)
  /// The output folder already holds a run.
  case runExists(String)
  /// Nothing can be resumed.
  case nothingToResume(String)
  /// A page of the run that is resumed is not where it is looked for.
  case pageMissing(name: String, folder: String)
  /// An option has a value it cannot have.
  case usage(String)

  /// The failure as a whole sentence.
  public var description: String {
    switch self {
    case .diverged(let what, let epoch):
      "Training was stopped in epoch \(epoch) because \(what) is no finite number any more; the "
        + "last good checkpoint is kept. Try a smaller --learning-rate."
    case .runExists(let path):
      "\(path) already holds a training run; give --resume \(path) to continue it, --force to "
        + "replace it, or another --output."
    case .nothingToResume(let path):
      "\(path) holds no state.safetensors to resume from; start a new run with --output, and "
        + "--force if a run that ended before its first step has left files there."
    case .pageMissing(let name, let folder):
      "The run was started with the page \(MessageText.clean(name, limit: 200)), which \(folder) does not hold; name the "
        + "folder that its pages are in now, or put the page back."
    case .usage(let text):
      text
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .nothingToResume, .pageMissing: ExitStatus.noInput
    case .diverged: 1
    case .runExists: ExitStatus.cannotCreate
    case .usage: ExitStatus.usage
    }
  }
}
