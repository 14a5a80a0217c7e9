import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosDataSet

@Suite struct PatchStoreTests {
  private let tiny: TinyDataSet
  private let pool: ThreadPool

  init() throws {
    tiny = try TinyDataSet()
    pool = try ThreadPool(threadCount: 2)
  }

  private var training: String { tiny.folder.file("training") }

  @Test func picturesAreListedByClassAndName() throws {
    let list = try PatchList(folder: training, purpose: "training")
    #expect(list.labels == TinyDataSet.labels)
    #expect(list.counts == [5, 5, 5])
    #expect(list.items[5].relativePath == "L2/0.png")
    #expect(list.items[5].label == 1)
  }

  @Test func missingEmptyAndUnknownFolders() throws {
    let absent = tiny.folder.file("absent")
    #expect(throws: DataError.missingFolder(absent, purpose: "test")) {
      _ = try PatchList(folder: absent, purpose: "test")
    }
    let empty = training + "/S5"
    try FileSystem.createDirectories(empty)
    #expect(throws: DataError.emptyClass(folder: empty)) {
      _ = try PatchList(folder: training, purpose: "training")
    }
    #expect(throws: DataError.unknownClass(empty, known: TinyDataSet.labels)) {
      _ = try PatchList(folder: training, purpose: "test", labels: TinyDataSet.labels)
    }
  }

  @Test func whatDoesNotFitIntoMemoryIsDecodedAgain() throws {
    let list = try PatchList(folder: training, purpose: "training")
    let all = try PatchStore(list, width: 6, height: 10, pool: pool)
    let few = try PatchStore(
      list, width: 6, height: 10, pool: pool, memoryLimit: 3 * 6 * 10 * 3)
    #expect(all.digest == few.digest)
    for index in 0..<all.count { #expect(try all.pixels(index) == few.pixels(index)) }
    let direct = try PixelBuffer(readingFrom: list.items[7].path).resized(width: 6, height: 10)
    #expect(try all.pixels(7) == direct.pixels)
  }

  /// Half of the memory that is left beside what the caller needs.
  @Test func whatTheCallerNeedsIsLeft() {
    #expect(PatchStore.memoryLimit(beside: Int.max) == 0)
    #expect(PatchStore.memoryLimit() > 0)
    #expect(PatchStore.memoryLimit(beside: 1 << 40) < PatchStore.memoryLimit())
  }

  @Test func aBadPictureIsNamedOrSkipped() throws {
    let bad = training + "/L2/bad.png"
    try FileSystem.write("no picture", to: bad, replacing: false)
    let list = try PatchList(folder: training, purpose: "training")
    #expect(throws: DataError.image(.unknownFormat, item: bad)) {
      _ = try PatchStore(list, width: 8, height: 16, pool: pool)
    }
    let store = try PatchStore(list, width: 8, height: 16, pool: pool, skippingBad: true)
    #expect(store.count == 15)
    #expect(store.skipped.count == 1)
    #expect(store.skipped[0].contains(bad))
    let worse = training + "/S1/worse.png"
    try FileSystem.write("", to: worse, replacing: false)
    let both = try PatchList(folder: training, purpose: "training")
    let error = #expect(throws: DataError.self) {
      _ = try PatchStore(both, width: 8, height: 16, pool: pool)
    }
    #expect(error?.exitCode == 65)
    for path in [bad, worse] { #expect(error?.message.contains(path) == true) }
  }
}
