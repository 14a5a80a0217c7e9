import CustosImage
import CustosNetwork
import CustosPages
import CustosPlatform

extension RunRecord {
  /// Describes a run of a page network that starts now.
  init(
    options: TrainingOptions, source: PageTrainingRun.Source, _ identity: TaskIdentity
  ) {
    let split = source.split
    self.init(
      options: options, dataFolder: source.folder, labels: identity.labels,
      imageCounts: [
        "training": split.training.count + source.drawn.count, "validation": split.validation.count,
        "test": split.test.count,
      ],
      classCounts: [:],
      dataDigests: [
        "training": Self.digest(CRC32.text(of: identity.trainingDigest)),
        "validation": Self.digest(CRC32.text(of: identity.validationDigest)),
      ])
    pages = Pages(source)
  }

  /// File names of the pages of a run, and where they are beside its data folder.
  package struct Pages: Codable, Equatable, Sendable {
    package var training: [String]
    package var validation: [String]
    package var test: [String]
    package var drawn: [String]
    /// The annotations; nil for those beside the pages.
    package var truthFolder: String?
    package var drawnFolder: String?
    /// Whether marks of rotation are ignored; nil in records of before that could be asked for.
    package var ignoresRotation: Bool?

    /// What becomes of the marks of rotation of the user's pages.
    var rotation: RotationMark { ignoresRotation == true ? .ignored : .followed }

    init(_ source: PageTrainingRun.Source) {
      training = source.split.training.map(\.name)
      validation = source.split.validation.map(\.name)
      test = source.split.test.map(\.name)
      drawn = source.drawn.map(\.name)
      (truthFolder, drawnFolder) = (source.truthFolder, source.drawnFolder)
      ignoresRotation = source.split.training.contains { $0.rotation == .ignored }
    }
  }
}
