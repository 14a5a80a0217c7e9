import CustosDataSet
import CustosPlatform

/// The class names of a YOLO data set: `names` of a YAML file, or a text file of one name a line.
struct YOLOClassList {
  /// The file.
  let path: String
  /// The name of each class number.
  let names: [Int: String]

  private static let listNames = ["classes.txt", "obj.names", "labels/classes.txt"]

  /// Finds and reads the list of a folder.
  ///
  /// - Throws: `DataError.annotation`, `.platform`.
  init(in folder: String) throws(DataError) {
    let entries = try FileSystem.visibleNames(in: folder)
    let yaml = entries.filter { ["yaml", "yml"].contains(Path.lowercasedExtension($0)) }
    let lists = yaml.map { Path.join(folder, $0) }.filter { FileSystem.kind(of: $0) == .file }
    let texts = Self.listNames.map { Path.join(folder, $0) }
      .filter { FileSystem.kind(of: $0) == .file }
    guard lists.count <= 1, let path = lists.first ?? texts.first else {
      throw .annotation(
        item: folder,
        lists.isEmpty
          ? "it holds no list of class names; add data.yaml or classes.txt."
          : "it holds more than one YAML file; leave the one with the class names there.")
    }
    try self.init(path, isYAML: !lists.isEmpty)
  }

  private init(_ path: String, isYAML: Bool) throws(DataError) {
    self.path = path
    if isYAML {
      let text = try TextFile.bytes(of: path)
      do throws(TextFailure) { names = try YAMLNames.read(text) } catch {
        throw .annotation(item: "\(path), line \(error.line)", error.detail + ".")
      }
    } else {
      let lines = try TextFile.lines(of: path)
      names = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($0, $1.text) })
    }
    guard !names.isEmpty else {
      throw .annotation(item: path, "it names no class; add the names.")
    }
  }

  /// Whether a file, relative to the data set, is a list of names and not one of symbols.
  static func isList(_ file: String) -> Bool {
    ["classes.txt", "obj.names"].contains(Path.lastComponent(file))
  }

  /// The numbers that have a name, for messages.
  var range: String {
    let numbers = names.keys.sorted()
    return numbers.count == 1 ? "\(numbers[0])" : "\(numbers[0]) to \(numbers[numbers.count - 1])"
  }
}
