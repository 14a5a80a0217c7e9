import CustosData
import CustosImage
import CustosModel
import CustosPage
import CustosQuantization
import CustosTraining

/// Reads found symbols with the int8 engine, as the board does.
struct FoundSymbolReader {
  private let model: Model
  private let classifier: Int8Classifier

  /// Opens a quantised model.
  init(path: String, threads: Int) throws {
    guard try ModelReader.isModel(at: path) else {
      throw TrainingError.usage(
        "--model reads as the board does, for which \(path) must be a quantised model; make one "
          + "with custos quantize.")
    }
    let validated = try ModelReader.open(path)
    model = validated.model
    classifier = try Int8Classifier(validated, threads: threads)
  }

  /// The number of found and annotated symbols that are read at the annotated position. Windows are
  /// scaled where the model knows the staff space of its training.
  func countRight(_ result: PageFinding.Result) throws -> Int {
    let sizes = model.preprocessing
    var scale = 1.0
    if let space = result.staffSpace, let trained = sizes.staffSpace { scale = space / trained }
    var count = 0
    for (index, annotation) in result.annotated.enumerated() {
      guard let match = result.matching.foundOfAnnotated[index] else { continue }
      let patch = try result.picture.patch(
        box: result.found[match].box, width: sizes.cropWidth, height: sizes.cropHeight,
        scale: scale, networkWidth: sizes.networkWidth, networkHeight: sizes.networkHeight)
      let logits = try classifier.integerLogits(patch.pixels)
      guard let best = logits.indices.max(by: { logits[$0] < logits[$1] }) else { continue }
      if classifier.labels[best] == annotation.position.name { count += 1 }
    }
    return count
  }
}
