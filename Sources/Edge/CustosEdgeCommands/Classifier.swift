import CustosEngine
import CustosImage
import CustosModel
import CustosPage
import CustosPlatform

/// A model, ready to read positions from pictures.
final class Classifier {
  let model: Model
  let engine: Engine
  /// CRC-32 of the whole model file, in hexadecimal.
  let checksum: String
  /// How long it took to open the file and prepare the engine.
  let loadMicroseconds: Int

  /// Opens a model file and prepares its engine.
  init(_ options: CommonOptions) throws(CommandError) {
    let start = MonotonicClock.nanoseconds
    let validated: ValidatedModel
    (validated, checksum) = try Self.open(options.modelPath)
    model = validated.model
    do throws(EngineError) {
      engine = try Engine(
        model: validated, threads: options.threads, pinned: options.isPinned,
        instructionSet: options.instructionSet ?? .best, algorithm: options.algorithm)
    } catch { throw CommandError(error) }
    loadMicroseconds = Int((MonotonicClock.nanoseconds - start) / 1000)
  }

  /// Reads a model file and its checksum.
  static func open(_ path: String) throws(CommandError)
    -> (model: ValidatedModel, checksum: String)
  {
    let model: ValidatedModel
    do throws(ModelFileError) { model = try ModelReader.open(path) } catch {
      throw CommandError(error)
    }
    do throws(PlatformError) {
      let file = try MappedFile(path)
      // Without this the file could be unmapped as soon as its bytes are asked for.
      let checksum = withExtendedLifetime(file) { CRC32.checksum(file.bytes) }
      return (model, CRC32.text(of: checksum))
    } catch { throw CommandError(error) }
  }

  /// Whether the patches inside the model file give exactly the logits that are known.
  func passesSelfTest() throws(CommandError) -> Bool {
    do throws(EngineError) {
      return try engine.countEqual(model.selfTests) == model.selfTests.count
    } catch { throw CommandError(error) }
  }

  /// Reads a picture of any size, which is resized to the network's size.
  func classify(_ picture: PixelBuffer) throws(CommandError) -> Classification {
    let start = MonotonicClock.nanoseconds
    let input = picture.resized(
      width: model.preprocessing.networkWidth, height: model.preprocessing.networkHeight)
    return try run(input, start: start)
  }

  /// Reads the symbol in a box of a page: crop, padding, resize as at training.
  ///
  /// - Parameter scale: how much larger the music is than that of the training pages.
  /// - Throws: `CommandError` naming `item` when the box lies outside the page.
  func classify(
    _ box: Box, of page: PixelBuffer, scale: Double = 1, item: String
  ) throws(CommandError) -> Classification {
    let start = MonotonicClock.nanoseconds
    return try run(
      try PatchInput(model.preprocessing, scale: scale).picture(box, of: page, item: item),
      start: start)
  }

  private func run(_ input: PixelBuffer, start: UInt64) throws(CommandError) -> Classification {
    let middle = MonotonicClock.nanoseconds
    let logits: [Int32]
    do throws(EngineError) { logits = try engine.logits(ofPixels: input.pixels) } catch {
      throw CommandError(error)
    }
    let probabilities = engine.probabilities()
    let end = MonotonicClock.nanoseconds
    return Classification(
      logits: logits, probabilities: probabilities,
      preprocessMicroseconds: Int((middle - start) / 1000),
      inferenceMicroseconds: Int((end - middle) / 1000))
  }
}

/// What the network says of one picture.
struct Classification {
  /// Exact sums, one a label.
  let logits: [Int32]
  /// Softmax, one a label; the same bits on every CPU.
  let probabilities: [Float]
  let preprocessMicroseconds: Int
  let inferenceMicroseconds: Int

  /// The probability of the most probable label.
  var bestProbability: Float { probabilities.reduce(0) { max($0, $1) } }

  /// Indices of the `count` most probable labels, the best first; equal ones in index order.
  func best(_ count: Int) -> [Int] {
    let order = probabilities.indices.sorted {
      probabilities[$0] != probabilities[$1]
        ? probabilities[$0] > probabilities[$1] : $0 < $1
    }
    return Array(order.prefix(count))
  }
}
