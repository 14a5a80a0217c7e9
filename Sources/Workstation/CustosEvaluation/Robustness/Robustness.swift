public import CustosDataSet
import CustosImage
import CustosLoading
import Synchronization

/// How a model's accuracy falls as pictures get worse.
public struct Robustness: Sendable {
  /// The accuracy at one strength of one disturbance.
  public struct Row: Equatable, Sendable {
    /// What was done to the pictures.
    public let disturbance: Disturbance
    /// How strongly, in the disturbance's unit.
    public let level: Float
    /// Share of pictures labelled correctly, 0...1.
    public let accuracy: Double
  }

  /// Number of pictures.
  public let imageCount: Int
  /// Accuracy on the pictures as they are.
  public let accuracy: Double
  /// The strengths of each disturbance, in order.
  public let rows: [Row]

  /// How many times every picture is labelled.
  public static var passCount: Int {
    Disturbance.allCases.reduce(1) { $0 + $1.levels.count }
  }

  /// Labels all pictures of a store as they are and at every strength. Disturbed pictures are rounded
  /// to bytes, as a camera gives them, so that float and int8 models see the same.
  ///
  /// - Parameter progress: called now and then with the number of labels given.
  /// - Throws: what the classifier throws.
  public init(
    _ classifier: some PatchClassifier, _ store: PatchStore, progress: (Int) -> Void = { _ in }
  ) throws {
    let darkroom = Mutex(Darkroom(height: store.height, width: store.width))
    var done = 0
    func accuracy(_ store: PatchStore) throws -> Double {
      let predictions = try classifier.classify(store) { progress(done + $0) }
      done += predictions.count
      let correct = zip(predictions, store.list.items).count { $0.label == $1.label }
      return Double(correct) / Double(predictions.count)
    }
    imageCount = store.count
    self.accuracy = try accuracy(store)
    rows = try Disturbance.allCases.flatMap { disturbance in
      try disturbance.levels.map { level in
        let disturbed = store.changed { place, pixels in
          try darkroom.withLock { darkroom in
            try disturbance.shot(level: level, place: place).take(pixels, with: darkroom)
          }
        }
        return Row(disturbance: disturbance, level: level, accuracy: try accuracy(disturbed))
      }
    }
  }
}
