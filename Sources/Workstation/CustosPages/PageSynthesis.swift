public import CustosDataSet
import CustosImage
import CustosNotation
public import CustosPlatform
import CustosSupport

/// Writes a folder of synthetic pages, each a JPEG file with its annotation beside it.
public struct PageSynthesis: Sendable {
  /// Number of pages, at least 1.
  public var pageCount: Int
  /// Decides everything that is drawn.
  public var seed: UInt64
  /// What is drawn.
  public var notation: NotationStyle
  /// What the annotation files tell.
  public var truth: TruthForm
  /// Columns of every page, nil for sizes that vary.
  public var width: Int?
  /// Rows of every page, nil for sizes that vary.
  public var height: Int?

  /// Describes the pages to draw.
  public init(
    pageCount: Int, seed: UInt64, notation: NotationStyle = .mensural,
    truth: TruthForm = .positions, width: Int? = nil, height: Int? = nil
  ) {
    self.pageCount = pageCount
    self.seed = seed
    self.notation = notation
    self.truth = truth
    self.width = width
    self.height = height
  }

  /// Draws the pages into `output`, which appears whole or not at all.
  ///
  /// Files are named `S<seed>-<page>.JPG` and `S<seed>-<page>.JPG.txt`; their bytes depend on this
  /// description alone, not on the number of threads.
  ///
  /// - Parameters:
  ///   - replacing: whether pages that are there already may be replaced.
  ///   - progress: called after each page.
  /// - Returns: the number of symbols per staff position, in index order L0...L6, S0...S6; classes
  ///   without a semantic staff position, such as barlines and dots, are not counted.
  /// - Throws: `DataError`.
  public func run(
    output: String, replacing: Bool, pool: ThreadPool, progress: @escaping @Sendable () -> Void
  ) throws(DataError) -> [Int] {
    let folder = try OutputFolder(output, replacing: replacing) { file in
      Self.isPageFile(file)
    }
    let outcomes = pool.map(Array(0..<pageCount)) { index in
      let outcome = Result { () throws(DataError) in try drawPage(index, into: folder) }
      progress()
      return outcome
    }
    var counts = [Int](repeating: 0, count: StaffPosition.count)
    do throws(DataError) {
      for outcome in outcomes {
        for (index, count) in try outcome.get().enumerated() { counts[index] += count }
      }
    } catch {
      folder.discard()
      throw error
    }
    try folder.commit()
    return counts
  }

  private func drawPage(_ index: Int, into folder: OutputFolder) throws(DataError) -> [Int] {
    let page = SyntheticPage(
      seed: seed, index: index, notation: notation, width: width, height: height)
    let number = String(index + 1)
    let padding = String(repeating: "0", count: max(0, 4 - number.utf8.count))
    let name = "S\(seed)-\(padding)\(number).JPG"
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes = try page.image.encoded(as: .jpeg, quality: page.quality)
    } catch {
      throw .image(error, item: name)
    }
    try folder.write(bytes, to: name)
    let lines =
      switch truth {
      case .positions: page.symbols.map(\.annotation.line)
      case .complete: page.truth.map(\.annotation.line)
      }
    try folder.write([UInt8](lines.map { $0 + "\n" }.joined().utf8), to: name + ".txt")
    var counts = [Int](repeating: 0, count: StaffPosition.count)
    for symbol in page.symbols where SymbolClass.hasStaffPosition(symbol.annotation.className) {
      counts[symbol.annotation.position.index] += 1
    }
    return counts
  }

  /// Whether a file, named relative to the output, is `S<seed>-<page>.JPG` or its `.txt`.
  private static func isPageFile(_ file: String) -> Bool {
    let name = file.hasSuffix(".txt") ? file.dropLast(4) : file[...]
    guard name.hasPrefix("S"), name.hasSuffix(".JPG") else { return false }
    let numbers = name.dropFirst().dropLast(4)
      .split(separator: "-", omittingEmptySubsequences: false)
    return numbers.count == 2 && numbers.allSatisfy(\.isDecimalNumber) && numbers[1].count >= 4
  }
}
