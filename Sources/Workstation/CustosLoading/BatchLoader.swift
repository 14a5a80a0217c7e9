import CCustosFloatKernels
package import CustosDataSet
import CustosImage
import CustosNetwork
import CustosSupport

/// Pictures ready for the network.
package final class Batch: @unchecked Sendable {
  /// `[batch size, H, W, 3]`, 0...255; the first `labels.count` images count.
  package fileprivate(set) var images: [Float]
  package fileprivate(set) var labels: [Int] = []

  fileprivate init(size: Int, imageSize: Int) {
    images = [Float](repeating: 0, count: size * imageSize)
    labels.reserveCapacity(size)
  }
}

/// Makes batches of pictures and their classes on a thread of its own, several ahead of the caller.
package final class BatchLoader {
  /// Random changes; those of a picture depend on seed, epoch and place in the epoch alone.
  package struct Augmentation: Sendable {
    var zoom: Float = 0
    var photo = PhotoAugmentation()
    let seed: UInt64
    let epoch: Int

    package init(
      zoom: Float = 0, photo: PhotoAugmentation = PhotoAugmentation(), seed: UInt64, epoch: Int
    ) {
      (self.zoom, self.photo, self.seed, self.epoch) = (zoom, photo, seed, epoch)
    }

    /// Whether pictures are changed at all.
    var isOn: Bool { zoom > 0 || photo.isOn }
  }

  /// Batches in memory: the one that the caller works on and those ahead of it.
  package static let depth = 4

  private let ring: BatchRing<Batch>
  /// Number of batches of the epoch.
  package let count: Int

  /// Time that the caller had to wait for batches up to now; the first one after the start included.
  package var stalledSeconds: Double { ring.stalledSeconds }

  /// Starts loading; `order` are the pictures of the epoch, batches before `first` are left out.
  package convenience init(
    _ store: PatchStore, order: [Int], batchSize: Int, augmentation: Augmentation?, first: Int = 0
  ) {
    self.init(
      store,
      EpochPlan(
        number: augmentation?.epoch ?? 0, order: order, batchSize: batchSize, firstBatch: first),
      augmentation: augmentation)
  }

  /// Starts loading this process's pictures of the batches that are not done.
  package init(_ store: PatchStore, _ plan: EpochPlan, augmentation: Augmentation?) {
    let filler = BatchFiller(
      store: store, plan: plan, augmentation: augmentation.flatMap { $0.isOn ? $0 : nil },
      darkroom: Darkroom(height: store.height, width: store.width))
    let longest = plan.shard.range(of: min(plan.batchSize, plan.order.count)).count
    count = plan.batchCount
    ring = BatchRing(plan.openBatches, depth: Self.depth) {
      Batch(size: longest, imageSize: store.width * store.height * 3)
    } fill: { batch, number in
      try filler.fill(batch, number)
    }
  }

  /// The next batch, nil after the last; it is valid until the next call.
  package func next() throws -> Batch? { try ring.next() }

  /// Returns when all batches that can be made ahead are made.
  package func waitForQueue() { ring.waitForQueue() }
}

/// Fills batches with pictures of a store, for one thread at a time.
private struct BatchFiller {
  let store: PatchStore
  let plan: EpochPlan
  let augmentation: BatchLoader.Augmentation?
  let darkroom: Darkroom

  func fill(_ batch: Batch, _ number: Int) throws {
    let places = plan.places(ofBatch: number)
    let size = store.width * store.height * 3
    batch.labels.removeAll(keepingCapacity: true)
    for (row, place) in places.enumerated() {
      let item = store.list.items[plan.order[place]]
      batch.labels.append(item.label)
      do {
        let pixels = try store.pixels(plan.order[place])
        try batch.images.withUnsafeMutableBufferPointer { (images) throws(ImageError) in
          var target = images.extracting(row * size..<(row + 1) * size).mutableSpan
          try prepare(pixels.span, place: place, into: &target)
        }
      } catch let error as ImageError {
        throw DataError.image(error, item: item.path)
      }
    }
  }

  private func prepare(
    _ source: Span<UInt8>, place: Int, into target: inout MutableSpan<Float>
  ) throws(ImageError) {
    guard let augmentation else {
      precondition(source.count == target.count, "a picture has the network's size")
      source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
          custos_f32_from_u8(source.baseAddress, source.count, target.baseAddress)
        }
      }
      return
    }
    var random = SeededGenerator(
      seed: augmentation.seed, stream: Stream.augmentation(augmentation.epoch, place))
    try augmentation.photo.shot(zoom: augmentation.zoom, using: &random)
      .take(source, into: &target, with: darkroom)
  }
}

/// Numbers of the independent random sequences of a seed.
package enum Stream {
  package static let weights: UInt64 = 1
  package static func order(_ epoch: Int) -> UInt64 { 1 << 60 | UInt64(epoch) }
  package static func augmentation(_ epoch: Int, _ place: Int) -> UInt64 {
    2 << 60 | UInt64(epoch) << 32 | UInt64(place)
  }
  package static func statistics(_ epoch: Int) -> UInt64 { 3 << 60 | UInt64(epoch) }
}
