import CustosArchitectures
import CustosImage
import CustosLoading
import CustosNetwork
import CustosPages

/// How well a page network reads pages: loss, and the F measure of symbols found at the right place.
///
/// Pages are read in crops that overlap, of which the inner part counts alone, so that a symbol is seen
/// with what is around it, and once.
struct PageValidation {
  let crops: PageCrops
  let expectedCount: Float
  /// Pixels at a crop's edges that another crop shows as well.
  let overlap: Int

  /// The logit of a probability of 0.4, from which on a centre counts.
  private static let threshold: Float = -0.405

  /// Prepares the validation of a network.
  init(crops: PageCrops, expectedCount: Float, network: PageArchitecture) {
    self.crops = crops
    self.expectedCount = expectedCount
    overlap = Self.overlap(of: network)
  }

  /// Rows and columns of the smallest crops with an inner part.
  static func leastSide(of network: PageArchitecture) -> Int {
    2 * overlap(of: network) + PageArchitecture.stride
  }

  /// What a cell sees beyond itself, in whole cells, and a cell more, whose value decides about peaks.
  private static func overlap(of network: PageArchitecture) -> Int {
    let stride = PageArchitecture.stride
    return (network.reach.upperBound + stride - 1) / stride * stride + stride
  }

  /// Runs a network made for inference.
  func run(_ network: Network) -> Validation {
    let batch = CropBatch(size: network.batchSize, side: crops.side)
    var (loss, count) = (0.0, 0)
    var score = PeakScore()
    func finish() {
      guard batch.count > 0 else { return }
      network.load(batch.images, count: batch.count)
      network.forward(count: batch.count)
      loss +=
        PageLoss(outputs: network.graph.outputs, expectedCount: expectedCount)
        .loss(network, batch.targets).sum
      count += batch.count
      score.add(
        network, batch.targets, margin: overlap / PageArchitecture.stride, Self.threshold)
      batch.removeAll()
    }
    for page in crops.pages {
      for (left, top) in origins(of: page) {
        crops.fill(batch, place: batch.count, page: page, left: left, top: top)
        if batch.count == network.batchSize { finish() }
      }
    }
    finish()
    return Validation(loss: loss / Double(max(1, count)), score: score.f)
  }

  /// Left upper corners of crops whose inner parts cover a page without overlap.
  private func origins(of page: TrainingPage) -> [(left: Int, top: Int)] {
    let step = crops.side - 2 * overlap
    return stride(from: 0, to: page.image.height, by: step).flatMap { top in
      stride(from: 0, to: page.image.width, by: step).map { left in
        (left - overlap, top - overlap)
      }
    }
  }
}
