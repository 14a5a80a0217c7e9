import CustosImage
import CustosModels
import CustosPlatform

/// A failure of training or evaluation, as a sentence with the exit code it leads to.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A folder of the data set is missing.
  case missingFolder(String, purpose: String)
  /// A folder of the data set holds no class folders.
  case noClasses(String)
  /// The class folders hold no picture that can be used.
  case noPictures(String)
  /// A class folder holds no picture.
  case emptyClass(String)
  /// A folder names a class that training does not know.
  case unknownClass(String, known: [String])
  /// A picture cannot be used.
  case picture(path: String, ImageError)
  /// Much is wrong with a data set; the sentences say what, the first ones of `count`.
  case badData(folder: String, count: Int, [String])
  /// A file cannot be read or written.
  case platform(PlatformError)
  /// A model or state file is damaged, foreign or of another kind than expected.
  case badFile(path: String, reason: String)
  /// The loss or a weight is no number any more.
  case diverged(what: String, epoch: Int)
  /// The output folder already holds a run.
  case runExists(String)
  /// Nothing can be resumed.
  case nothingToResume(String)
  /// An option has a value it cannot have.
  case usage(String)

  /// The failure as a whole sentence.
  public var description: String {
    switch self {
    case .missingFolder(let path, let purpose):
      "The folder \(path) with the \(purpose) pictures does not exist; `custos split` makes "
        + "training/, validation/ and test/ with one folder a class."
    case .noClasses(let path):
      "\(path) holds no class folders; expected are folders such as \(path)/L3 with pictures."
    case .noPictures(let path):
      "The class folders of \(path) hold no PNG or JPEG picture that can be used; add pictures. "
        + "`custos split` leaves sets empty where all classes are very small."
    case .emptyClass(let path):
      "The class folder \(path) holds no PNG or JPEG picture; add pictures or remove the folder."
    case .unknownClass(let path, let known):
      "\(path) names a class that the model does not know; known are "
        + known.joined(separator: ", ") + "; remove the folder or train with such pictures."
    case .picture(let path, let error):
      error.message(for: path)
    case .badData(let folder, let count, let sentences):
      sentences.joined(separator: "\n") + "\n"
        + "\(folder) has \(count == 1 ? "1 error" : "\(count) errors"); correct the data, or give "
        + "--skip-bad to go on without it."
    case .platform(let error):
      error.message
    case .badFile(let path, let reason):
      "\(path) cannot be used: \(reason)"
    case .diverged(let what, let epoch):
      "Training was stopped in epoch \(epoch) because \(what) is no finite number any more; the "
        + "last good checkpoint is kept. Try a smaller --learning-rate."
    case .runExists(let path):
      "\(path) already holds a training run; give --resume \(path) to continue it, --force to "
        + "replace it, or another --output."
    case .nothingToResume(let path):
      "\(path) holds no state.safetensors to resume from; start a new run with --output, and "
        + "--force if a run that ended before its first step has left files there."
    case .usage(let text):
      text
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .missingFolder, .nothingToResume: ExitStatus.noInput
    case .noClasses, .noPictures, .emptyClass, .unknownClass, .badData, .badFile: ExitStatus.badData
    case .picture(_, let error): error.exitCode
    case .platform(let error): error.exitCode
    case .diverged: 1
    case .runExists: ExitStatus.cannotCreate
    case .usage: ExitStatus.usage
    }
  }

  /// The files or folders that the failure is about.
  var files: [String] {
    switch self {
    case .emptyClass(let path), .unknownClass(let path, _), .picture(let path, _): [path]
    case .platform(.cannotRead(let path, _)): [path]
    default: []
    }
  }

  /// One error for all failures to read pictures of a folder, nil without a failure.
  static func joined(_ failures: [TrainingError], in folder: String) -> TrainingError? {
    guard failures.count > 1 else { return failures.first }
    let findings = failures.map {
      AuditFinding(kind: .unreadable, message: $0.description, files: $0.files)
    }
    return .badData(
      folder: folder, count: failures.count, AuditFinding.sentences(findings).map(\.text))
  }
}
