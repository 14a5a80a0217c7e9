import CCustosFloatKernels
import CustosData
import Foundation

/// Pictures ready for the network.
final class Batch: @unchecked Sendable {
  /// `[batch size, H, W, 3]`, 0...255; the first `labels.count` images count.
  fileprivate(set) var images: [Float]
  fileprivate(set) var labels: [Int] = []

  fileprivate init(capacity: Int) { images = [Float](repeating: 0, count: capacity) }
}

/// Makes batches on a thread of its own, one ahead of the caller.
final class BatchLoader: @unchecked Sendable {
  /// Random zoom; the factors of a picture depend on seed, epoch and place in the epoch alone.
  struct Augmentation {
    let zoom: Float
    let seed: UInt64
    let epoch: Int
  }

  private let store: PatchStore
  private let order: [Int]
  private let batchSize: Int
  private let augmentation: Augmentation?
  private let ring: [Batch]
  private let queue = DispatchQueue(label: "custos.batch-loader", qos: .userInitiated)
  private let ready = DispatchSemaphore(value: 0)
  // Written on the queue before `ready` is signalled, read after it was waited for.
  private var failure: (any Error)?
  private var nextBatch: Int

  /// Starts loading; `order` are the pictures of the epoch, batches before `first` are left out.
  init(
    _ store: PatchStore, order: [Int], batchSize: Int, augmentation: Augmentation?, first: Int = 0
  ) {
    self.store = store
    self.order = order
    self.batchSize = batchSize
    self.augmentation = augmentation
    let capacity = batchSize * store.width * store.height * 3
    ring = [Batch(capacity: capacity), Batch(capacity: capacity)]
    nextBatch = first
    load(first)
  }

  /// Number of batches of the epoch.
  var count: Int { (order.count + batchSize - 1) / batchSize }

  /// The next batch, nil after the last; it is valid until the next call.
  func next() throws -> Batch? {
    guard nextBatch < count else { return nil }
    ready.wait()
    if let failure { throw failure }
    let batch = ring[nextBatch % 2]
    nextBatch += 1
    load(nextBatch)
    return batch
  }

  private func load(_ number: Int) {
    guard number < count else { return }
    let work = UnsafeSendable(self)
    queue.async { [ready] in
      do { try work.value.fill(number) } catch { work.value.failure = error }
      ready.signal()
    }
  }

  private func fill(_ number: Int) throws {
    let batch = ring[number % 2]
    let places = number * batchSize..<min((number + 1) * batchSize, order.count)
    batch.labels = places.map { store.list.items[order[$0]].label }
    let size = store.width * store.height * 3
    for (row, place) in places.enumerated() {
      let pixels = try store.pixels(order[place])
      batch.images.withUnsafeMutableBufferPointer { images in
        guard let base = images.baseAddress else { return }
        let target = base + row * size
        pixels.withUnsafeBufferPointer { source in
          guard let augmentation else {
            custos_f32_from_u8(source.baseAddress, size, target)
            return
          }
          var generator = SeededGenerator(
            seed: augmentation.seed, stream: Stream.augmentation(augmentation.epoch, place))
          let low = 1 - augmentation.zoom
          let high = 1 + augmentation.zoom
          let factorY = generator.uniform(low, high)
          let factorX = generator.uniform(low, high)
          custos_f32_zoom_rgb(
            source.baseAddress, store.height, store.width, factorY, factorX, target)
        }
      }
    }
  }
}

/// Numbers of the independent random sequences of a seed.
enum Stream {
  static let weights: UInt64 = 1
  static func order(_ epoch: Int) -> UInt64 { 1 << 60 | UInt64(epoch) }
  static func augmentation(_ epoch: Int, _ place: Int) -> UInt64 {
    2 << 60 | UInt64(epoch) << 32 | UInt64(place)
  }
}
