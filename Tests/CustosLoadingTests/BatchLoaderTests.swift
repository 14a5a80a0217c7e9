import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosDataSet
@testable import CustosLoading

@Suite struct BatchLoaderTests {
  private func store(_ tiny: TinyDataSet) throws -> PatchStore {
    let pool = try ThreadPool(threadCount: 1)
    return try TrainingData(folder: tiny.folder.path, width: 8, height: 16, pool: pool).training
  }

  private func images(_ loader: BatchLoader) throws -> [[Float]] {
    var images: [[Float]] = []
    while let batch = try loader.next() {
      for index in batch.labels.indices {
        images.append(Array(batch.images[index * 8 * 16 * 3..<(index + 1) * 8 * 16 * 3]))
      }
    }
    return images
  }

  @Test func picturesComeInTheOrderAskedFor() throws {
    let store = try store(TinyDataSet())
    let order = Array((0..<store.count).reversed())
    let loader = BatchLoader(store, order: order, batchSize: 4, augmentation: nil)
    #expect(loader.count == 4)
    let expected = try order.map { try store.pixels($0).map(Float.init) }
    #expect(try images(loader) == expected)
    // Begun at the third batch, it gives the rest.
    let rest = BatchLoader(store, order: order, batchSize: 4, augmentation: nil, first: 2)
    #expect(try images(rest) == Array(expected[8...]))
  }

  /// The draws depend on seed, epoch and place in the epoch, and on nothing else.
  @Test func zoomIsDrawnForEachPictureAndEpoch() throws {
    let store = try store(TinyDataSet())
    func zoomed(seed: UInt64 = 7, epoch: Int = 1, batchSize: Int = 4) throws -> [[Float]] {
      try images(
        BatchLoader(
          store, order: Array(repeating: 0, count: 6), batchSize: batchSize,
          augmentation: .init(zoom: 0.2, seed: seed, epoch: epoch)))
    }
    let first = try zoomed()
    #expect(Set(first).count == 6)
    #expect(try zoomed(batchSize: 1) == first)
    #expect(try zoomed(epoch: 2) != first)
    #expect(try zoomed(seed: 8) != first)
  }

  /// All changes of a camera together: the same for every batch size, and when begun in the middle.
  @Test func photosAreDrawnForEachPictureAndEpoch() throws {
    let store = try store(TinyDataSet())
    func photos(epoch: Int = 1, batchSize: Int = 4, first: Int = 0) throws -> [[Float]] {
      try images(
        BatchLoader(
          store, order: Array(0..<store.count), batchSize: batchSize,
          augmentation: .init(zoom: 0.2, photo: .photo(width: 8), seed: 7, epoch: epoch),
          first: first))
    }
    let whole = try photos()
    #expect(whole.count == 15)
    #expect(whole.allSatisfy { $0.allSatisfy { (0...255).contains($0) } })
    #expect(try photos(batchSize: 1) == whole)
    #expect(try photos(first: 2) == Array(whole[8...]))
    #expect(try photos(epoch: 2) != whole)
  }

  /// The loader is ahead of the caller by its ring and no further, and counts what is waited for.
  @Test func batchesAreReadyAheadOfTheCaller() throws {
    let store = try store(TinyDataSet())
    let loader = BatchLoader(store, order: Array(0..<store.count), batchSize: 1, augmentation: nil)
    // The queue is serial: once its present work is done, the ring is full.
    loader.waitForQueue()
    var labels: [Int] = []
    while let batch = try loader.next() {
      labels += batch.labels
      loader.waitForQueue()
    }
    #expect(labels == store.list.items.map(\.label))
    #expect(loader.stalledSeconds == 0)
    #expect(try loader.next() == nil)
  }

  /// Batches that were ready before a picture that is gone are given out.
  @Test func aFailureComesInItsTurn() throws {
    let tiny = try TinyDataSet()
    let pool = try ThreadPool(threadCount: 1)
    let list = try PatchList(folder: tiny.folder.file("training"), purpose: "training")
    let store = try PatchStore(list, width: 8, height: 16, pool: pool, memoryLimit: 0)
    try FileSystem.remove(list.items[2].path)
    let loader = BatchLoader(store, order: Array(0..<store.count), batchSize: 1, augmentation: nil)
    loader.waitForQueue()
    for _ in 0..<2 { #expect(try loader.next() != nil) }
    #expect(throws: DataError.self) { try loader.next() }
  }

  /// A picture that is gone when its turn comes is named; given up midway, a loader does no harm.
  @Test func aPictureThatIsGoneIsNamed() throws {
    let tiny = try TinyDataSet()
    let pool = try ThreadPool(threadCount: 1)
    let list = try PatchList(folder: tiny.folder.file("training"), purpose: "training")
    let store = try PatchStore(list, width: 8, height: 16, pool: pool, memoryLimit: 0)
    for _ in 0..<50 {
      let loader = BatchLoader(
        store, order: Array(0..<store.count), batchSize: 4, augmentation: nil)
      _ = try loader.next()
    }
    let gone = list.items[5].path
    try FileSystem.remove(gone)
    let loader = BatchLoader(
      store, order: Array(0..<store.count), batchSize: 4, augmentation: nil)
    let error = #expect(throws: DataError.self) { while try loader.next() != nil {} }
    #expect(error?.message.contains(gone) == true)
  }
}
