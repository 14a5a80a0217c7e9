import CustosImage
import CustosNetwork
import CustosSupport

/// Makes batches of drawn crops on a thread of its own, several ahead of the caller.
///
/// What a crop shows depends on seed, epoch and place in the epoch alone.
package final class PageCropLoader {
  private let ring: BatchRing<CropBatch>

  /// Time that the caller had to wait for batches up to now; the first one after the start included.
  package var stalledSeconds: Double { ring.stalledSeconds }

  /// Starts to draw this process's crops of the batches that are not done.
  package init(_ crops: PageCrops, _ plan: EpochPlan, augmentation: BatchLoader.Augmentation) {
    let room = crops.roomSide
    let darkroom = Darkroom(height: room, width: room)
    let longest = plan.shard.range(of: min(plan.batchSize, plan.order.count)).count
    ring = BatchRing(plan.openBatches, depth: BatchLoader.depth) {
      CropBatch(size: longest, side: crops.side)
    } fill: { batch, number in
      batch.removeAll()
      for (row, place) in plan.places(ofBatch: number).enumerated() {
        var random = SeededGenerator(
          seed: augmentation.seed, stream: Stream.augmentation(augmentation.epoch, place))
        try crops.fill(
          batch, place: row, augmentation: augmentation, using: &random, darkroom)
      }
    }
  }

  /// The next batch, nil after the last; it is valid until the next call.
  package func next() throws -> CropBatch? { try ring.next() }
}
