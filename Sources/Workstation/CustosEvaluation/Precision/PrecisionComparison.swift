public import CustosDataSet
public import CustosModelFile
import CustosNetwork
public import CustosPlatform
public import CustosSupport
public import CustosWeights

/// How far an int8 model is from the float network that it was made from.
public struct PrecisionComparison: Sendable {
  /// Pictures compared.
  public private(set) var count = 0
  /// Pictures that both give the same label.
  public private(set) var agreeing = 0
  /// Logits of both, less their mean over the classes, since softmax ignores a common offset.
  public private(set) var logits = SignalToNoise()

  /// Pictures that the float network labels correctly.
  public private(set) var floatCorrect = 0
  /// Pictures that the int8 model labels correctly.
  public private(set) var int8Correct = 0
  /// The int8 model's logits for each picture.
  private var int8Logits: [[Int32]] = []
  /// Time that the int8 model took.
  private var int8Seconds = 0.0

  /// Share of pictures that the float network labels correctly.
  public var floatAccuracy: Double { share(floatCorrect) }
  /// Share of pictures that the int8 model labels correctly.
  public var int8Accuracy: Double { share(int8Correct) }
  /// Share of pictures that both give the same label.
  public var agreement: Double { share(agreeing) }

  private func share(_ part: Int) -> Double { count > 0 ? Double(part) / Double(count) : 0 }

  /// Runs both on all pictures of a store.
  ///
  /// - Throws: `EvaluationError.notComparable` when sizes or labels differ.
  public init(
    float: TrainedModel, int8 classifier: Int8Classifier, _ store: PatchStore, pool: ThreadPool,
    progress: (Int) -> Void = { _ in }
  ) throws {
    guard float.labels == classifier.labels, float.width == classifier.width,
      float.height == classifier.height
    else {
      throw EvaluationError.notComparable(
        "the float model is \(float.height)x\(float.width) with \(float.labels.count) classes, the "
          + "int8 model \(classifier.height)x\(classifier.width) with \(classifier.labels.count)")
    }
    let network = try Network(
      graph: float.graph, parameters: float.parameters, batchSize: 8, mode: .inference, pool: pool)
    let classes = float.labels.count
    for start in stride(from: 0, to: store.count, by: network.batchSize) {
      let indices = start..<min(start + network.batchSize, store.count)
      let patches = try indices.map { try store.pixels($0) }
      for (place, patch) in patches.enumerated() { network.load(patch, at: place) }
      network.forward(count: patches.count)
      let all = network.activation(of: float.graph.logits)
      for (place, patch) in patches.enumerated() {
        let expected = (0..<classes).map { Double(all?[place * classes + $0] ?? 0) }
        let begin = MonotonicClock.nanoseconds
        let found = try classifier.integerLogits(patch)
        int8Seconds += Double(MonotonicClock.nanoseconds - begin) * 1e-9
        int8Logits.append(found)
        add(
          expected, classifier.realLogits(found), label: store.list.items[start + place].label)
      }
      progress(count)
    }
  }

  /// How the int8 model does on the pictures, without running it again.
  ///
  /// - Parameters:
  ///   - classifier: the one that was compared, or one of the same model with another temperature.
  ///   - confidence: what is known about its probabilities.
  ///   - list: the pictures that were compared.
  public func int8Evaluation(
    _ classifier: Int8Classifier, _ confidence: Confidence, of list: PatchList
  ) -> Evaluation {
    let predictions = int8Logits.map {
      Prediction(
        probabilities: classifier.probabilities($0, temperature: confidence.temperature ?? 1))
    }
    return Evaluation(predictions, of: list, seconds: int8Seconds)
  }

  private mutating func add(_ expected: [Double], _ found: [Double], label: Int) {
    let (float, int8) = (Self.largest(expected), Self.largest(found))
    count += 1
    if float == int8 { agreeing += 1 }
    if float == label { floatCorrect += 1 }
    if int8 == label { int8Correct += 1 }
    for (value, other) in zip(Self.centered(expected), Self.centered(found)) {
      logits.add(value, other)
    }
  }

  private static func centered(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  private static func largest(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
