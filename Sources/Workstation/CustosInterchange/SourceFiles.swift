import CustosDataSet
import CustosPlatform

/// The files of an input that has one a page.
enum SourceFiles {
  /// The input itself if it is a file, else the files of the folder with that extension, sorted by
  /// name.
  ///
  /// - Throws: `DataError.nothingFound`, `.platform`.
  static func paths(
    of input: String, extension suffix: String, notes: inout ConversionNotes
  ) throws(DataError) -> [String] {
    if FileSystem.kind(of: input) == .file { return [input] }
    let paths = try FileSystem.visibleNames(in: input)
      .filter { Path.lowercasedExtension($0) == suffix }.map { Path.join(input, $0) }
    guard !paths.isEmpty else {
      throw .nothingFound(folder: input, wanted: "annotations (.\(suffix) files)")
    }
    return try regular(paths, notes: &notes)
  }

  /// The paths of files; whatever else bears such a name is bad input, since reading it may never
  /// end.
  static func regular(
    _ paths: [String], notes: inout ConversionNotes
  ) throws(DataError) -> [String] {
    var files: [String] = []
    for path in paths {
      if FileSystem.kind(of: path) == .file {
        files.append(path)
      } else {
        try notes.reject(
          .annotation(item: path, "it is no file that can be read; remove or replace it."))
      }
    }
    return files
  }
}
