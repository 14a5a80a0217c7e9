public import CustosDataSet

/// What a model says about one picture.
public struct Prediction: Equatable, Sendable {
  /// Index of the most probable class.
  public var label: Int
  /// Probabilities of all classes.
  public var probabilities: [Float]

  /// Takes over probabilities.
  public init(probabilities: [Float]) {
    precondition(!probabilities.isEmpty, "there is at least one class")
    self.probabilities = probabilities
    var best = 0
    for index in probabilities.indices where probabilities[index] > probabilities[best] {
      best = index
    }
    label = best
  }
}

/// Something that labels pictures: a float network, or the int8 engine with a quantised one.
public protocol PatchClassifier {
  /// Names of the classes.
  var labels: [String] { get }
  /// Columns of the pictures it takes.
  var width: Int { get }
  /// Rows of the pictures it takes.
  var height: Int { get }

  /// Labels all pictures of a store, in order.
  ///
  /// - Parameter progress: called now and then with the number of pictures done.
  func classify(_ store: PatchStore, progress: (Int) -> Void) throws -> [Prediction]
}
