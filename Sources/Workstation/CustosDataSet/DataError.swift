public import CustosImage
public import CustosNotation
public import CustosPlatform
public import CustosSupport

/// A failure of the data tools, told in one whole sentence.
public enum DataError: ReportableError, Equatable {
  /// A file or the system failed.
  case platform(PlatformError)
  /// An image failed; `item` is its path, where it helps with a line number.
  case image(ImageError, item: String)
  /// A line of an annotation file cannot be read.
  case notation(NotationError, file: String)
  /// Annotations of another format are not as they should be; `item` is the file, where it helps with a
  /// line or an element, and `detail` the sentence about it.
  case annotation(item: String, _ detail: String)
  /// An image has no annotation file beside it.
  case annotationMissing(image: String)
  /// An annotation file has no image beside it.
  case imageMissing(annotation: String)
  /// A folder holds none of the needed files.
  case nothingFound(folder: String, wanted: String)
  /// A folder or file holds none of the needed items once bad input is left out.
  case nothingLeft(place: String, wanted: String, skipped: [DataError])
  /// A file lies where a folder is needed.
  case notAFolder(path: String)
  /// A class name cannot be the name of a folder.
  case classNameUnusable(name: String, file: String, line: Int)
  /// A class folder holds no picture.
  case emptyClass(folder: String)
  /// A folder of the data set is missing.
  case missingFolder(String, purpose: String)
  /// A folder of the data set holds no class folders.
  case noClasses(String)
  /// The class folders hold no picture that can be used.
  case noPictures(String)
  /// A folder names a class that training does not know.
  case unknownClass(String, known: [String])
  /// There is nothing to calibrate with.
  case nothingToCalibrate(folder: String)
  /// Much is wrong with a data set; the sentences say what, the first ones of `count`.
  case badData(folder: String, count: Int, [String])
  /// A class folder holds a file that is not a picture.
  case foreignFile(path: String, expected: String)
  /// There are too few groups to fill three sets.
  case tooFewGroups(found: Int, what: String)
  /// There are fewer groups than folds.
  case tooManyFolds(Int, found: Int, what: String)
  /// A file name does not tell the page that its picture comes from.
  case pageUnknown(path: String)
  /// A corrected label of the live page is damaged.
  case feedback(path: String, detail: String)
  /// The output exists and replacing it was not asked for.
  case outputExists(path: String)
  /// The output exists and holds what this command does not write, so it is not replaced.
  case outputForeign(path: String, entry: String)
  /// The output cannot be a folder of results.
  case outputUnusable(path: String, reason: String)
  /// A page shows no staff by which it could be scaled.
  case staffMissing(page: String)
  /// Two lines of an annotation file give one box different classes or places.
  case contradiction(file: String, lines: [Int], className: String)
  /// Two names of one kind are the same text in different bytes, so that they would pass for one.
  case sameButForm(what: String, first: String, second: String)
  /// A class name of an annotation file is that of an earlier line in different bytes.
  case classNameForm(name: String, file: String, line: Int)
  /// More of the inputs are bad than may be left out.
  case tooManyBad(place: String, count: Int, total: Int, limit: Double, skipped: [String])
  /// The output is the very file that is read.
  case outputIsInput(path: String)

  /// The failure as a whole sentence that names the item, the place and the way out.
  public var message: String {
    switch self {
    case .platform(let error): error.message
    case .image(let error, let item): error.message(for: item)
    case .notation(let error, let file): error.message(for: file)
    case .annotation(let item, let detail): "\(item): \(detail)"
    case .annotationMissing(let image):
      "\(image) has no annotation file \(image).txt; add the file or remove the image."
    case .imageMissing(let annotation):
      "\(annotation) has no image beside it; add the image or remove the annotation file."
    case .nothingFound(let folder, let wanted):
      "\(folder) holds no \(wanted); check the path."
    case .nothingLeft(let place, let wanted, let skipped):
      "\(place) holds no \(wanted) once "
        + (skipped.count == 1 ? "1 bad input is" : "\(skipped.count) bad inputs are")
        + " left out; correct the data."
    case .notAFolder(let path):
      "\(path) is a file; give the folder that holds it."
    case .classNameUnusable(let name, let file, let line):
      "\(file), line \(line): the class name \(MessageText.quoted(name)) cannot name a folder; "
        + "choose one without slashes that is not '.' or '..'."
    case .emptyClass(let folder):
      "The class folder \(folder) holds no PNG or JPEG picture; add pictures or remove the folder."
    case .missingFolder(let path, let purpose):
      "The folder \(path) with the \(purpose) pictures does not exist; `custos split` makes "
        + "training/, validation/ and test/ with one folder a class."
    case .noClasses(let path):
      "\(path) holds no class folders; expected are folders such as \(path)/L3 with pictures."
    case .noPictures(let path):
      "The class folders of \(path) hold no PNG or JPEG picture that can be used; add pictures. "
        + "`custos split` leaves sets empty where all classes are very small."
    case .unknownClass(let path, let known):
      "\(path) names a class that the model does not know; known are "
        + known.joined(separator: ", ") + "; remove the folder or train with such pictures."
    case .nothingToCalibrate(let folder):
      "\(folder) holds no patches to calibrate with; give a folder with one subfolder of PNG or "
        + "JPEG patches a class, or a split's folder with training/ in it."
    case .badData(let folder, let count, let sentences):
      sentences.joined(separator: "\n") + "\n"
        + "\(folder) has \(count == 1 ? "1 error" : "\(count) errors"); correct the data, or give "
        + "--skip-bad to go on without it."
    case .foreignFile(let path, let expected):
      "\(path) is not \(expected); move it elsewhere."
    case .tooFewGroups(let found, let what):
      "Only \(found) \(what) cannot fill training, validation and test; "
        + "add data or split by picture."
    case .tooManyFolds(let folds, let found, let what):
      "\(folds) folds need as many \(what) or more, but there are only \(found); "
        + (found < 3 ? "add data." : "give --folds \(found) or less.")
    case .pageUnknown(let path):
      "The name of \(path) does not tell its page; name the picture PAGE-NUMBER.png as "
        + "`custos extract` does, or split by symbol."
    case .feedback(let path, let detail):
      "\(path) is no corrected label: \(detail); remove it."
    case .outputExists(let path):
      "\(path) exists already and is not empty; give --force to replace it or another output folder."
    case .outputForeign(let path, let entry):
      "\(path) is not replaced because it holds \(entry), which this command does not write; "
        + "choose another output folder."
    case .outputUnusable(let path, let reason):
      "'\(path)' cannot be the output folder because \(reason); choose another one."
    case .staffMissing(let page):
      "\(page) shows no staff, whose lines tell how large its music is; give --staff-space, or leave the "
        + "page out."
    case .contradiction(let file, let lines, let className):
      "\(file), lines \(lines.map(String.init).joined(separator: " and ")): one box has two classes or "
        + "places, one of them \(MessageText.quoted(className)); correct one of the lines."
    case .sameButForm(let what, let first, let second):
      "The \(what) \(first) and \(second) differ only in how accents are written; rename one."
    case .classNameForm(let name, let file, let line):
      "\(file), line \(line): the class name \(MessageText.quoted(name)) and one before it differ only in "
        + "how accents are written; write one of them alone."
    case .tooManyBad(let place, let count, let total, let limit, _):
      "\(place): \(count) of \(total) inputs are bad, more than the share of \(limit) that --max-bad allows; "
        + "correct the data."
    case .outputIsInput(let path):
      "\(path) is the page itself; choose another name for the picture."
    }
  }

  /// Whether the data is at fault, so that `--skip-bad` may go on without it, rather than the
  /// system or the command line.
  public var isBadInput: Bool {
    switch self {
    case .platform(.cannotRead), .platform(.unusable), .sameButForm, .classNameForm, .contradiction,
      .notation, .annotation, .annotationMissing, .imageMissing, .classNameUnusable,
      .emptyClass, .unknownClass, .foreignFile, .feedback:
      true
    case .image(.file(.cannotRead), _), .image(.unknownFormat, _), .image(.foreign, _),
      .image(.damaged, _),
      .image(.unsupported, _), .image(.tooLarge, _), .image(.boxOutsidePage, _):
      true
    default: false
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .platform(let error): error.exitCode
    case .image(let error, _): error.exitCode
    case .annotationMissing, .imageMissing, .nothingFound, .notAFolder, .missingFolder,
      .nothingToCalibrate:
      ExitStatus.noInput
    case .notation, .annotation, .classNameUnusable, .emptyClass, .foreignFile, .tooFewGroups,
      .nothingLeft,
      .tooManyFolds, .pageUnknown, .feedback, .noClasses, .noPictures, .unknownClass, .badData,
      .staffMissing, .contradiction, .sameButForm, .classNameForm,
      .tooManyBad:
      ExitStatus.badData
    case .outputExists, .outputForeign, .outputUnusable, .outputIsInput: ExitStatus.cannotCreate
    }
  }

  /// The files or folders that the failure is about.
  var files: [String] {
    switch self {
    case .emptyClass(let path), .unknownClass(let path, _), .image(_, let path): [path]
    case .platform(.cannotRead(let path, _)), .platform(.unusable(let path, _)): [path]
    case .foreignFile(let path, _): [path]
    case .sameButForm(_, let first, let second): [first, second]
    default: []
    }
  }

  /// One error for all failures to read pictures of a folder, nil without a failure.
  static func joined(_ failures: [DataError], in folder: String) -> DataError? {
    guard failures.count > 1 else { return failures.first }
    let findings = failures.map {
      AuditFinding(kind: .unreadable, message: $0.message, files: $0.files)
    }
    return .badData(
      folder: folder, count: failures.count, AuditFinding.sentences(findings).map(\.text))
  }
}
