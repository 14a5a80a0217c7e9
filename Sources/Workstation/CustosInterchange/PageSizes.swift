import CustosDataSet
import CustosImage
import CustosPages
import CustosPlatform
import CustosSupport

/// Finds the pictures of pages and reads their sizes.
struct PageSizes {
  /// Folder of the pictures; nil where the pages know them or none are needed.
  let pictures: String?

  /// Gives pages their pictures, names and sizes; those that fail are left out.
  ///
  /// - Throws: `DataError`.
  func measure(
    _ pages: inout [ConvertedPage], pool: ThreadPool, notes: inout ConversionNotes,
    start: (_ count: Int) -> Void, progress: () -> Void
  ) throws(DataError) {
    if let pictures {
      let index = try PictureIndex(pictures)
      pages = try keep(pages, notes: &notes) { page throws(DataError) in
        guard let picture = try index.picture(of: page) else {
          throw .annotation(
            item: page.source,
            "\(pictures) has no picture of its page \(MessageText.quoted(page.name)); add it or "
              + "remove the annotations.")
        }
        page.picture = picture
        page.name = Path.lastComponent(picture)
      }
    }
    let paths = pages.compactMap(\.picture)
    guard !paths.isEmpty else { return }
    start(paths.count)
    var sizes: [String: Result<PageSize, DataError>] = [:]
    var next = 0
    while next < paths.count {
      // One picture a thread at a time: memory stays bounded.
      let batch = Array(paths[next..<min(next + pool.threadCount, paths.count)])
      let measured = pool.map(batch) { path in
        Result { () throws(DataError) in try size(of: path) }
      }
      for (path, size) in zip(batch, measured) {
        sizes[path] = size
        progress()
      }
      next += batch.count
    }
    pages = try keep(pages, notes: &notes) { page throws(DataError) in
      guard let picture = page.picture, let size = try sizes[picture]?.get() else { return }
      if let told = page.size, told != size {
        throw .annotation(
          item: page.source,
          "it says that its page has \(told.text) pixels, but \(picture) has \(size.text); give the "
            + "pictures that were annotated.")
      }
      page.size = size
    }
  }

  /// The size that its reader sees: decoding also tells damage.
  private func size(of path: String) throws(DataError) -> PageSize {
    do throws(ImageError) { return PageSize(try PixelBuffer(readingFrom: path)) } catch {
      throw .image(error, item: path)
    }
  }

  private func keep(
    _ pages: [ConvertedPage], notes: inout ConversionNotes,
    _ change: (inout ConvertedPage) throws(DataError) -> Void
  ) throws(DataError) -> [ConvertedPage] {
    var kept: [ConvertedPage] = []
    for var page in pages {
      do throws(DataError) {
        try change(&page)
        kept.append(page)
      } catch { try notes.reject(error) }
    }
    return kept
  }
}
