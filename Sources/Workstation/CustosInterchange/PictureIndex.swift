import CustosDataSet
import CustosPages
import CustosPlatform

/// The pictures of a folder by their names.
struct PictureIndex {
  private let folder: String
  private var names: Set<ExactName> = []
  private var namesOfStem: [ExactName: [String]] = [:]

  /// Lists a folder.
  ///
  /// - Throws: `DataError`; a folder without pictures is none.
  init(_ folder: String) throws(DataError) {
    self.folder = folder
    let paths: [String]
    do throws(DataError) { paths = try PageImages.paths(in: folder) } catch {
      guard case .nothingFound = error else { throw error }
      paths = []
    }
    for path in paths where FileSystem.kind(of: path) == .file {
      let name = Path.lastComponent(path)
      names.insert(ExactName(name))
      namesOfStem[ExactName(ConvertedPage.stem(of: name)), default: []].append(name)
    }
  }

  /// The picture of a page: that of its name, else the only one that is named alike but for the
  /// extension; nil without one.
  ///
  /// - Throws: `DataError.annotation` where there are several.
  func picture(of page: ConvertedPage) throws(DataError) -> String? {
    if names.contains(ExactName(page.name)) { return Path.join(folder, page.name) }
    let alike = namesOfStem[ExactName(page.name)] ?? namesOfStem[ExactName(page.stem)] ?? []
    guard alike.count <= 1 else {
      throw .annotation(
        item: page.source,
        "\(folder) has several pictures of its page: \(alike.joined(separator: ", ")); keep one.")
    }
    return alike.first.map { Path.join(folder, $0) }
  }
}
