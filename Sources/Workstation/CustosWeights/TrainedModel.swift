public import CustosArchitectures
public import CustosNetwork
import CustosPlatform
import Foundation

/// A network with its weights, size and labels: all that is needed to use it.
public struct TrainedModel {
  /// The network.
  public let configuration: ModelConfiguration
  /// The layers at this size.
  public let graph: Graph
  /// The weights.
  public let parameters: Parameters
  /// Names of the classes, in the order of the outputs.
  public let labels: [String]
  /// Further facts from the file, such as the digest of the training pictures.
  public let metadata: [String: String]

  /// What the network does to the pixels first.
  public var preprocessing: PixelPreprocessing {
    PixelPreprocessing.allCases.first {
      (try? configuration.scaling($0)) == graph.pixelScaling
    } ?? .none
  }

  /// Columns of the input.
  public var width: Int { graph.nodes[0].shape.width }
  /// Rows of the input.
  public var height: Int { graph.nodes[0].shape.height }

  /// Puts a model together.
  public init(
    configuration: ModelConfiguration, graph: Graph, parameters: Parameters, labels: [String],
    metadata: [String: String] = [:]
  ) {
    self.configuration = configuration
    self.graph = graph
    self.parameters = parameters
    self.labels = labels
    self.metadata = metadata
  }

  /// Writes the model as safetensors, whole or not at all.
  ///
  /// - Throws: `WeightsError`.
  public func write(to path: String, replacing: Bool) throws {
    var facts = metadata
    facts["format"] = Self.format
    facts["layout"] =
      "activations [N, H, W, C]; kernel [KH, KW, C_in, C_out]; dense kernel [H * W * C, units]"
    facts["model"] = configuration.rawValue
    facts["width"] = "\(width)"
    facts["height"] = "\(height)"
    facts[Self.preprocessingKey] = preprocessing == .none ? nil : preprocessing.rawValue
    facts["labels"] = String(decoding: try JSONEncoder().encode(labels), as: UTF8.self)
    var writer = SafeTensorsWriter(metadata: facts)
    writer.add(parameters)
    try withExtendedLifetime(parameters) { try writer.write(to: path, replacing: replacing) }
  }

  /// Reads a model that `write(to:replacing:)` has written.
  ///
  /// - Throws: `WeightsError`, which says what does not fit.
  public init(readingFrom path: String) throws {
    let file = try SafeTensorsFile(path)
    func bad(_ reason: String) -> WeightsError { .damaged(path: path, reason: reason) }
    let facts = file.metadata
    guard facts["format"] == Self.format else {
      throw bad(
        "it is a safetensors file of another program: its metadata lacks format \(Self.format); "
          + "give a file that `custos train` wrote.")
    }
    guard let name = facts["model"], let configuration = ModelConfiguration(rawValue: name) else {
      throw bad("its network '\(facts["model"] ?? "")' is not known to this version of custos.")
    }
    guard let width = facts["width"].flatMap(Int.init),
      let height = facts["height"].flatMap(Int.init), let labels = Self.labels(in: facts),
      !labels.isEmpty, Set(labels).count == labels.count,
      (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height)
    else {
      throw bad("its width, height or labels are missing or impossible; train the model again.")
    }
    let preprocessing = try Self.preprocessing(in: file, for: configuration)
    let graph = try configuration.graph(
      height: height, width: width, classCount: labels.count, preprocessing: preprocessing)
    let parameters = try weights(of: graph, from: file)
    self.init(
      configuration: configuration, graph: graph, parameters: parameters, labels: labels,
      metadata: facts)
  }

  /// What the metadata of a model says about its format.
  static let format = "custos.float/1"

  /// The classes that the metadata of a model names; nil where it does not.
  static func labels(in facts: [String: String]) -> [String]? {
    facts["labels"].flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) }
  }

  /// The preprocessing that the metadata of a model names.
  ///
  /// - Throws: `WeightsError.damaged` where the network has none of that name.
  static func preprocessing(
    in file: SafeTensorsFile, for configuration: ModelConfiguration
  ) throws(WeightsError) -> PixelPreprocessing {
    let name = file.metadata[preprocessingKey] ?? PixelPreprocessing.none.rawValue
    guard let preprocessing = PixelPreprocessing(rawValue: name),
      preprocessing == .none || configuration.imageNetScaling != nil
    else {
      throw .damaged(
        path: file.origin,
        reason: "its preprocessing '\(name)' is not known to this version of custos for "
          + "\(configuration.rawValue).")
    }
    return preprocessing
  }

  private static let preprocessingKey = "preprocessing"
  /// The largest plausible size of a patch.
  private static let largestSide = 8192
}
