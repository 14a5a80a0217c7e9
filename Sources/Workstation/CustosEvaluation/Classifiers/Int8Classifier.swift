public import CustosDataSet
public import CustosEngine
public import CustosModelFile

/// Labels pictures with the int8 engine, the very one that runs on the board.
public final class Int8Classifier: PatchClassifier {
  /// Names of the classes, in index order.
  public let labels: [String]
  private let engine: Engine

  /// Prepares `model` to run on `threads` threads.
  ///
  /// - Throws: `EngineError`.
  public init(_ model: ValidatedModel, threads: Int, instructionSet: InstructionSet = .best) throws
  {
    labels = model.model.labels
    confidence = model.model.confidence
    engine = try Engine(model: model, threads: threads, instructionSet: instructionSet)
  }

  /// Columns of the pictures it takes.
  public var width: Int { engine.inputWidth }
  /// Rows of the pictures it takes.
  public var height: Int { engine.inputHeight }

  /// What the model holds about its probabilities.
  public let confidence: Confidence

  /// The instruction set of the kernels.
  public var instructionSet: InstructionSet { engine.instructionSet }

  /// Labels all pictures of a store, in order, one at a time.
  ///
  /// - Throws: `DataError` when a picture cannot be read.
  public func classify(_ store: PatchStore, progress: (Int) -> Void) throws -> [Prediction] {
    var predictions: [Prediction] = []
    predictions.reserveCapacity(store.count)
    for index in 0..<store.count {
      _ = try engine.logits(ofPixels: store.pixels(index))
      predictions.append(Prediction(probabilities: engine.probabilities()))
      progress(predictions.count)
    }
    return predictions
  }

  /// The exact integer logits of one picture, bytes `[height, width, 3]`.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func integerLogits(_ pixels: [UInt8]) throws -> [Int32] {
    try engine.logits(ofPixels: pixels)
  }

  /// The real logits of one picture.
  ///
  /// - Throws: `EngineError.wrongInputSize`.
  public func logits(_ pixels: [UInt8]) throws -> [Double] {
    try realLogits(engine.logits(ofPixels: pixels))
  }

  /// The real values of a picture's integer logits.
  func realLogits(_ logits: [Int32]) -> [Double] {
    zip(logits, engine.logitScales).map { Double($0) * Double($1) }
  }

  /// The probabilities that the board gives for integer logits at a temperature.
  func probabilities(_ logits: [Int32], temperature: Double) -> [Float] {
    engine.probabilities(ofLogits: logits, temperature: temperature)
  }
}
