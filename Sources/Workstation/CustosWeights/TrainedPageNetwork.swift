public import CustosArchitectures
public import CustosNetwork
import CustosPlatform
import Foundation

/// A page network with its weights and scale: all that is needed to read pages.
public struct TrainedPageNetwork {
  /// What it tells apart and how large it is.
  public let network: PageArchitecture
  /// The layers at the size of the training's crops.
  public let graph: Graph
  /// Columns of the training's crops.
  public var width: Int { graph.nodes[0].shape.width }
  /// Rows of the training's crops.
  public var height: Int { graph.nodes[0].shape.height }
  /// The weights.
  public let parameters: Parameters
  /// Distance of staff lines in pixels that pages are scaled to.
  public let staffSpace: Double
  /// Further facts from the file, such as the digest of the training pages.
  public let metadata: [String: String]
  /// How the probabilities were fitted; nil where they were not.
  public let calibration: Calibration?

  /// What is known of the probabilities beside the weights, which hold the fit.
  public struct Calibration: Codable, Equatable, Sendable {
    /// Found symbols that the probabilities were fitted to.
    public var symbolCount: Int
    /// The least probability of a position that should be accepted, 0 < p <= 1; nil where none was found.
    public var positionThreshold: Double?

    /// Describes a fit.
    public init(symbolCount: Int, positionThreshold: Double?) {
      self.symbolCount = symbolCount
      self.positionThreshold = positionThreshold
    }

    /// Whether both numbers can be; those of files from outside need not be.
    var isPossible: Bool {
      symbolCount >= 0 && positionThreshold.map { $0 > 0 && $0 <= 1 } ?? true
    }
  }

  /// Puts a network together.
  public init(
    network: PageArchitecture, graph: Graph, parameters: Parameters, staffSpace: Double,
    metadata: [String: String] = [:], calibration: Calibration? = nil
  ) {
    self.network = network
    self.graph = graph
    self.parameters = parameters
    self.staffSpace = staffSpace
    self.metadata = metadata
    self.calibration = calibration
  }

  /// Writes the network as safetensors, whole or not at all.
  ///
  /// - Throws: `WeightsError`.
  public func write(to path: String, replacing: Bool) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var facts = metadata
    facts["format"] = Self.format
    facts["layout"] = "activations [N, H, W, C]; kernel [KH, KW, C_in, C_out]"
    facts["model"] = PageArchitecture.name
    facts["width"] = "\(graph.nodes[0].shape.width)"
    facts["height"] = "\(graph.nodes[0].shape.height)"
    facts["staff_space"] = "\(staffSpace)"
    facts[Self.networkKey] = String(decoding: try encoder.encode(network), as: UTF8.self)
    if let calibration {
      facts[Self.calibrationKey] = String(
        decoding: try encoder.encode(calibration), as: UTF8.self)
    }
    var writer = SafeTensorsWriter(metadata: facts)
    writer.add(parameters)
    try withExtendedLifetime(parameters) { try writer.write(to: path, replacing: replacing) }
  }

  /// Reads a network that `write(to:replacing:)` has written.
  ///
  /// - Throws: `WeightsError`, which says what does not fit.
  public init(readingFrom path: String) throws {
    let file = try SafeTensorsFile(path)
    func bad(_ reason: String) -> WeightsError { .damaged(path: path, reason: reason) }
    let facts = file.metadata
    guard facts["format"] == Self.format else {
      throw bad(
        "it holds no page network: its metadata lacks format \(Self.format); give a file that "
          + "`custos train-pages` wrote.")
    }
    guard let width = facts["width"].flatMap(Int.init), (1...Self.largestSide).contains(width),
      let height = facts["height"].flatMap(Int.init), (1...Self.largestSide).contains(height),
      let staffSpace = facts["staff_space"].flatMap(Double.init), (1...1000).contains(staffSpace),
      let text = facts[Self.networkKey],
      let network = try? JSONDecoder().decode(PageArchitecture.self, from: Data(text.utf8)),
      network.isPossible
    else {
      throw bad("its size, staff space or network are missing or impossible; train it again.")
    }
    var calibration: Calibration?
    if let text = facts[Self.calibrationKey] {
      calibration = try? JSONDecoder().decode(Calibration.self, from: Data(text.utf8))
      guard calibration?.isPossible == true else {
        throw bad("what it says of its probabilities is damaged; train it again.")
      }
    }
    let graph: Graph
    do { graph = try network.graph(height: height, width: width) } catch {
      throw bad("its network cannot be built: \(error)")
    }
    let parameters = try weights(of: graph, from: file)
    self.init(
      network: network, graph: graph, parameters: parameters, staffSpace: staffSpace,
      metadata: facts, calibration: calibration)
  }

  /// Whether a file says that it holds a page network; false for one that is no safetensors file.
  ///
  /// - Throws: `WeightsError.platform` when it cannot be read.
  public static func isFile(_ path: String) throws(WeightsError) -> Bool {
    do throws(WeightsError) { return try SafeTensorsFile(path).metadata["format"] == format } catch
    {
      guard case .damaged = error else { throw error }
      return false
    }
  }

  /// What the metadata says about the format.
  static let format = "custos.page/1"
  private static let networkKey = "page_network"
  private static let calibrationKey = "page_calibration"
  /// The largest plausible size of a crop.
  private static let largestSide = 8192
}
