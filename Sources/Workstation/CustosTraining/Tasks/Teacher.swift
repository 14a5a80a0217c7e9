import CustosEvaluation
import CustosLoading
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosWeights

/// A trained network whose probabilities teach another one.
final class Teacher {
  /// Checksum of the file.
  let digest: UInt32
  private let teaching: Teaching
  private let network: Network

  /// Reads the teacher of a run; nil where it has none.
  ///
  /// - Throws: `TrainingError.usage` when the teacher has other labels or another size than the run, and
  ///   what `TrainedModel` throws.
  convenience init?(
    of options: TrainingOptions, labels: [String], pool: ThreadPool,
    communicator: any Communicator
  ) throws {
    guard let teaching = options.teacher else { return nil }
    try self.init(teaching, options, labels: labels, pool: pool, communicator)
  }

  private init(
    _ teaching: Teaching, _ options: TrainingOptions, labels: [String], pool: ThreadPool,
    _ communicator: any Communicator
  ) throws {
    let path = teaching.path
    let model = try TrainedModel(readingFrom: path)
    guard model.labels == labels else {
      throw TrainingError.usage(
        "The teacher \(path) tells \(Self.text(model.labels)) apart, but the training pictures are "
          + "of \(Self.text(labels)); give a teacher that was trained on the same labels.")
    }
    guard (model.height, model.width) == (options.height, options.width) else {
      throw TrainingError.usage(
        "The teacher \(path) reads pictures of \(model.height)x\(model.width) (height x width), but the "
          + "network to train those of \(options.height)x\(options.width); give a teacher of the same "
          + "size, or --height and --width of the teacher.")
    }
    do { digest = try MappedFile(path).withBytes { CRC32.checksum($0) } } catch {
      throw FileError.platform(error)
    }
    self.teaching = teaching
    network = try Network(
      graph: model.graph, parameters: model.parameters, batchSize: options.batchSize,
      mode: .inference, pool: pool, convolutions: options.convolutions,
      shards: options.shards.map { ShardTree(communicator.shard(of: $0)) })
  }

  /// The loss of a network that has seen a batch, and its gradient; the teacher sees the same pictures,
  /// and its batch normalisations use their stored statistics.
  func lossAndGradient(
    _ student: Network, _ batch: Batch, hard: SoftmaxCrossEntropy, weights: [Float]
  ) -> BatchLoss {
    network.load(batch)
    network.forward(count: batch.labels.count, of: student.batchImageCount)
    return TaughtCrossEntropy(hard, temperature: teaching.temperature, share: teaching.share)
      .lossAndGradient(student, teacher: network, labels: batch.labels, weights: weights)
  }

  /// Labels in a sentence, as many as one likes to read.
  private static func text(_ labels: [String]) -> String {
    let shown = labels.prefix(16).joined(separator: ", ")
    return labels.count > 16 ? "\(shown) and \(labels.count - 16) more" : shown
  }
}
