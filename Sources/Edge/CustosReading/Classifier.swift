public import CustosEngine
public import CustosImage
public import CustosModelFile
public import CustosNotation
import CustosPlatform

/// A model, ready to read labels from pictures. A page network is opened as one, too: `pageNetwork` reads
/// whole pages then, and `engine` runs pictures of the file's size.
public final class Classifier {
  /// The file that it was read from.
  public let path: String
  /// What the file holds.
  public let model: Model
  /// Runs the network.
  public let engine: Engine
  /// What the labels mean.
  public let labels: LabelSet
  /// What the model is good for.
  public let purpose: ModelPurpose
  /// CRC-32 of the whole model file, in hexadecimal.
  public let checksum: String
  /// How long it took to open the file and prepare the engine.
  public let loadMicroseconds: Int
  private let options: EngineOptions

  /// Opens a model file and prepares its engine; see `Engine.init` for the parameters.
  public init(
    path: String, threads: Int, pinned: Bool = false, instructionSet: InstructionSet = .best,
    algorithm: ConvolutionAlgorithm = .fastest
  ) throws(ReadingError) {
    let start = MonotonicClock.nanoseconds
    self.path = path
    let validated: ValidatedModel
    (validated, checksum) = try Self.open(path)
    model = validated.model
    purpose = validated.purpose
    labels = LabelSet(model.labels)
    options = EngineOptions(
      threads: threads, pinned: pinned, instructionSet: instructionSet, algorithm: algorithm)
    do throws(EngineError) {
      engine = try Engine(model: validated, options: options)
    } catch { throw .engine(error) }
    loadMicroseconds = Int((MonotonicClock.nanoseconds - start) / 1000)
  }

  /// Reads a model file and its checksum.
  public static func open(
    _ path: String
  ) throws(ReadingError) -> (model: ValidatedModel, checksum: String) {
    let model: ValidatedModel
    do throws(ModelFileError) { model = try ModelReader.open(path) } catch { throw .model(error) }
    do throws(PlatformError) {
      let checksum = try MappedFile(path).withBytes { CRC32.checksum($0) }
      return (model, CRC32.text(of: checksum))
    } catch { throw .platform(error) }
  }

  /// Whether the patches inside the model file give exactly the logits that are known.
  public func passesSelfTest() throws(EngineError) -> Bool {
    try engine.countEqual(model.selfTests) == model.selfTests.count
  }

  /// The model as a network that reads whole pages, with an engine of its own.
  ///
  /// - Parameter presence: how probable it must be that a symbol is there.
  /// - Throws: `ReadingError.mismatch` where the model is none; `.engine`.
  public func makePageNetwork(
    presence: Double = PageThresholds.usual
  ) throws(ReadingError) -> PageNetwork {
    switch purpose {
    case .pageNetwork(let page):
      do throws(EngineError) {
        let network = try PageNetwork(page, options: options)
        network.thresholds = PageThresholds(presence, form: page.form)
        return network
      } catch { throw .engine(error) }
    case .patchClassifier:
      throw .mismatch(
        .notAPageNetwork(
          model: path,
          reason: "it reads single symbols; give it to --model, or a page network to --finder."))
    case .neither(let fault): throw .mismatch(.notAPageNetwork(model: path, reason: fault.message))
    }
  }

  /// Reads a picture of any size, which is resized to the network's size.
  public func classify(_ picture: PixelBuffer) throws(EngineError) -> Prediction {
    let start = MonotonicClock.nanoseconds
    let input = picture.resized(
      width: model.preprocessing.networkWidth, height: model.preprocessing.networkHeight)
    return try run(input, start: start)
  }

  /// Reads what a window shows of a page around a box.
  ///
  /// - Returns: nil where the window has no pixel of the page.
  func classify(
    _ box: Box, of page: PixelBuffer, through window: PatchWindow
  ) throws(EngineError) -> Prediction? {
    let start = MonotonicClock.nanoseconds
    let input: PixelBuffer
    do throws(ImageError) { input = try window.patch(around: box, of: page) } catch { return nil }
    return try run(input, start: start)
  }

  private func run(_ input: PixelBuffer, start: UInt64) throws(EngineError) -> Prediction {
    let middle = MonotonicClock.nanoseconds
    let logits = try engine.logits(ofPixels: input.pixels)
    let probabilities = engine.probabilities()
    let end = MonotonicClock.nanoseconds
    return Prediction(
      logits: logits, probabilities: probabilities,
      preprocessMicroseconds: Int((middle - start) / 1000),
      inferenceMicroseconds: Int((end - middle) / 1000))
  }
}

extension Engine {
  /// How many of these patches give exactly the outputs that are known.
  public func countEqual(_ tests: [SelfTest]) throws(EngineError) -> Int {
    var equal = 0
    for test in tests where try passes(test) { equal += 1 }
    return equal
  }
}
