import CustosDataSet

/// A file that a conversion writes.
struct ConvertedFile: Equatable, Sendable {
  /// Its name, relative to the output.
  let name: String
  /// The file that its page comes from, for messages.
  let source: String
  let text: String

  /// Writes a folder of files, whole or not at all. One that exists is replaced only if it holds none
  /// but files of the same names.
  ///
  /// - Throws: `DataError.annotation` where pages differ in nothing but their extensions, and as
  ///   `OutputFolder`.
  static func write(
    _ files: [ConvertedFile], to output: String, replacing: Bool
  ) throws(DataError) {
    var sourceOfName: [ExactName: String] = [:]
    for file in files {
      if let first = sourceOfName.updateValue(file.source, forKey: ExactName(file.name)) {
        throw .annotation(
          item: file.source,
          "it would be written to \(file.name) as that of \(first); rename one of the pages.")
      }
    }
    let folder = try OutputFolder(output, replacing: replacing) {
      sourceOfName[ExactName($0)] != nil
    }
    do throws(DataError) {
      if files.contains(where: { $0.name.hasPrefix("labels/") }) {
        try folder.createSubfolder("labels")
      }
      for file in files { try folder.write(Array(file.text.utf8), to: file.name) }
      try folder.commit()
    } catch {
      folder.discard()
      throw error
    }
  }
}
