import CustosNetwork
import CustosPages
import CustosPlatform

extension RunRecord {
  /// Describes a run of a page network that starts now.
  init(
    options: TrainingOptions, source: PageTrainingRun.Source, _ identity: TaskIdentity,
    dataFolder: String
  ) {
    let split = source.split
    self.init(
      options: options, dataFolder: dataFolder, labels: identity.labels,
      imageCounts: [
        "training": split.training.count + source.drawn.count, "validation": split.validation.count,
        "test": split.test.count,
      ],
      classCounts: [:],
      dataDigests: [
        "training": Self.digest(CRC32.text(of: identity.trainingDigest)),
        "validation": Self.digest(CRC32.text(of: identity.validationDigest)),
      ])
    pages = Pages(
      training: split.training.map(\.name), validation: split.validation.map(\.name),
      test: split.test.map(\.name), drawn: source.drawn.map(\.name))
  }

  /// File names of the pages of a run.
  package struct Pages: Codable, Equatable, Sendable {
    package var training: [String]
    package var validation: [String]
    package var test: [String]
    package var drawn: [String]
  }
}
