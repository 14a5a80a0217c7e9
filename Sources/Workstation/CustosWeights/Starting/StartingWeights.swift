public import CustosArchitectures
public import CustosNetwork
import CustosPlatform
import CustosSupport

/// Weights that a training begins with, from a file of Custos, Keras, torchvision or timm.
public struct StartingWeights {
  /// The file.
  public let path: String
  /// CRC-32 of the whole file, eight hexadecimal digits.
  public let crc: String
  private let source: any WeightSource
  private let map: NameMap
  /// The classes of the file's head; nil where the file does not tell them.
  private let labels: [String]?
  /// What programs that write such files do to the pixels when they train on ImageNet.
  private let imageNet: PixelPreprocessing
  /// What the network of the file does to them; nil for nothing and where the file does not tell.
  private let trained: PixelPreprocessing?

  /// Opens a file for a network and compares its layers with the network's.
  ///
  /// - Parameter graph: the network, for any number of classes.
  /// - Throws: `WeightsError` with the first layer that does not fit.
  public init(
    _ path: String, for configuration: ModelConfiguration, _ graph: Graph
  ) throws(WeightsError) {
    self.path = path
    let kind = try Kind(ofFile: path)
    do { crc = try CRC32.text(ofFile: path) } catch {
      throw (error as? PlatformError).map { .platform($0) }
        ?? .damaged(path: path, reason: "\(error)")
    }
    var own: SafeTensorsFile?
    switch kind {
    case .keras:
      let file = try KerasFile(path)
      (source, map, labels) = (file, try file.nameMap(for: graph), nil)
      imageNet = .imagenet
    case .safeTensors:
      let file = try SafeTensorsFile(path, allTypes: true)
      source = file
      if file.metadata["format"] == TrainedModel.format {
        (map, labels) = (.identity, TrainedModel.labels(in: file.metadata))
        (own, imageNet) = (file, .imagenet)
      } else {
        let weights = try TorchWeights(file, for: configuration)
        (map, labels) = (try weights.nameMap(for: graph), nil)
        imageNet = weights.preprocessing
      }
    }
    _ = try matchWeights(
      of: graph.parameters, in: source, map: map,
      policy: .startingWeights(of: graph, otherLabels: true))
    try own?.requireBody(of: graph)
    trained = try own.flatMap { file throws(WeightsError) in
      let preprocessing = try TrainedModel.preprocessing(in: file, for: configuration)
      return preprocessing == .none ? nil : preprocessing
    }
  }

  /// What a network that goes on from the weights does to the pixels.
  ///
  /// - Parameter wanted: `imagenet` takes what the weights were trained with; without a wish a network of
  ///   Custos goes on as it was trained, and the weights of other programs get the pixels as they are.
  public func preprocessing(_ wanted: PixelPreprocessing?) -> PixelPreprocessing? {
    wanted == .imagenet ? trained ?? imageNet : wanted ?? trained
  }

  /// Copies the weights into a network's. The last layers before its outputs stay as they are unless
  /// the file is Custos's own and of the same classes.
  ///
  /// - Throws: `WeightsError`; the weights are of no use then.
  public func load(
    into parameters: Parameters, of graph: Graph, labels: [String]
  ) throws(WeightsError) -> LoadedWeights {
    try loadWeights(from: source, into: parameters, map: map, policy: policy(graph, labels))
  }

  private func policy(_ graph: Graph, _ labels: [String]?) -> LoadPolicy {
    .startingWeights(of: graph, otherLabels: labels == nil || self.labels != labels)
  }

  /// What a file is, by its first bytes.
  private enum Kind {
    case keras
    case safeTensors

    init(ofFile path: String) throws(WeightsError) {
      let file: MappedFile
      do throws(PlatformError) { file = try MappedFile(path) } catch { throw .platform(error) }
      self = file.withBytes { bytes in
        let isHDF5 = bytes.starts(with: [0x89] + Array("HDF\r\n\u{1A}\n".utf8))
        let isArchive = bytes.starts(with: Array("PK\u{3}\u{4}".utf8))
        return isHDF5 || isArchive ? .keras : .safeTensors
      }
    }
  }
}
