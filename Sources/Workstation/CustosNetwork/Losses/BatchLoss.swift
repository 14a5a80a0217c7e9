/// The loss of one batch, or of one process's share of it.
public struct BatchLoss: Equatable, Sendable {
  /// Images of the batch or share.
  public var imageCount: Int
  /// Weighted losses of the images, added up.
  public var sum: Double = 0
  /// The weighted loss of each image, of which `sum` is the sum; empty where a loss tells none.
  public var images: [Double] = []
  /// Scores of the images, added up: each at least 0 and at most 1. Of a classification the number of
  /// images whose largest output is their label's.
  public var score: Double = 0
  /// Places in the batch of the images whose loss is NaN or infinite.
  public var brokenImages: [Int] = []

  /// Starts at zero.
  public init(imageCount: Int) { self.imageCount = imageCount }

  /// The mean over the batch.
  public var mean: Double { sum / Double(imageCount) }
}
