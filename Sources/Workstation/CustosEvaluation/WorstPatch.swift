public import CustosDataSet
public import CustosImage

/// A picture that a model finds hard.
public struct WorstPatch: Equatable, Sendable {
  /// Path below the data folder: `L3/page-12.png`.
  public let file: String
  /// The true class.
  public let expected: String
  /// The class that was read.
  public let read: String
  /// Probability of the class that was read, 0...1.
  public let probability: Float
  /// Probability of the true class, 0...1.
  public let expectedProbability: Float
  /// The picture as the network saw it.
  public let picture: PixelBuffer

  /// Whether the reading is right, though unsure.
  public var isRight: Bool { expected == read }
}

extension Evaluation {
  /// The pictures with the highest loss, the worst first.
  ///
  /// A reading that is wrong and sure has the highest loss. Among equal losses the surer reading
  /// comes first, then the order of the pictures decides.
  ///
  /// - Parameters:
  ///   - count: how many at most.
  ///   - store: the pictures that were evaluated.
  /// - Throws: `DataError.image` when a picture cannot be read any more.
  public func worst(_ count: Int, in store: PatchStore) throws -> [WorstPatch] {
    precondition(store.list == list, "the store holds other pictures than were evaluated")
    func sureness(_ index: Int) -> Float {
      predictions[index].probabilities[predictions[index].label]
    }
    let order = list.items.indices.sorted {
      (losses[$1], sureness($1), $0) < (losses[$0], sureness($0), $1)
    }
    return try order.prefix(count).map { index in
      let (item, prediction) = (list.items[index], predictions[index])
      return WorstPatch(
        file: item.relativePath, expected: list.labels[item.label],
        read: list.labels[prediction.label], probability: sureness(index),
        expectedProbability: prediction.probabilities[item.label],
        picture: PixelBuffer(
          width: store.width, height: store.height, pixels: try store.pixels(index)))
    }
  }
}
