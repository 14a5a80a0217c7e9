public import CustosEvaluation
import CustosImage
import CustosPages
import CustosPlatform
public import CustosSupport

/// The pictures of the best, the median and the worst page of a test.
public struct RankedPages: Sendable {
  /// A page and its picture.
  struct Item: Sendable {
    let rank: PageTest.Rank
    let page: TestedPage
    let picture: EncodedPicture
  }

  let items: [Item]

  /// Draws them; see `PagePicture`.
  ///
  /// - Throws: `FileError.image` when a page cannot be read any more.
  public init(_ test: PageTest) throws(FileError) {
    var items: [Item] = []
    for (rank, page) in test.ranked {
      items.append(
        Item(
          rank: rank, page: page,
          picture: try EncodedPicture(
            PagePicture.picture(of: page), as: .png, name: page.page.name)))
    }
    self.items = items
  }

  /// Refuses a folder that holds pictures named like those that `write(to:)` writes.
  ///
  /// - Throws: `FileError.platform`.
  public static func refuseExisting(in folder: String) throws(FileError) {
    guard FileSystem.kind(of: folder) != .missing else { return }
    do throws(PlatformError) {
      for name in try FileSystem.list(folder).sorted() where name.hasSuffix(".png") {
        guard !PageTest.Rank.allCases.contains(where: { name.hasPrefix($0.rawValue + "-") }) else {
          throw .exists(path: Path.join(folder, name))
        }
      }
    } catch {
      throw .platform(error)
    }
  }

  /// Writes the pictures into a folder, which is created if need be, as `best-PAGE.png`, `median-PAGE.png`
  /// and `worst-PAGE.png`, where PAGE is the name of the page's image without its extension.
  ///
  /// - Returns: their paths.
  /// - Throws: `FileError.platform`.
  public func write(to folder: String) throws(FileError) -> [String] {
    do throws(PlatformError) {
      try FileSystem.createDirectories(folder)
      var paths: [String] = []
      for item in items {
        let name = item.page.page.name
        let stem = name.dropLast(Path.lowercasedExtension(name).utf8.count + 1)
        let path = Path.join(folder, "\(item.rank.rawValue)-\(stem).png")
        try FileSystem.write(item.picture.bytes, to: path, replacing: false)
        paths.append(path)
      }
      return paths
    } catch {
      throw .platform(error)
    }
  }
}
