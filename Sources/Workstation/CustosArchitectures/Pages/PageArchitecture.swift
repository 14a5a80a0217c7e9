public import CustosNetwork

/// A network that reads a whole page in one pass: it is convolutional throughout, so that it runs on
/// pictures of any size, and says for every cell of 4x4 pixels which symbols have their centre there,
/// how large they are, where on the staff and of what class.
///
/// A 3x3 convolution to 16 channels and one to 32, both of stride 2, one to `channels`, then `blockCount`
/// residual blocks of two 3x3 convolutions, each with batch normalisation and ReLU; a 1x1 convolution for
/// each output. Centres are found as by Zhou, Wang and Krähenbühl 2019 ("Objects as Points").
public struct PageArchitecture: Codable, Equatable, Sendable {
  /// The network's name.
  public static let name = "page_net"
  /// Rows and columns of pixels of a cell.
  public static let stride = 4

  /// The outputs, maps `[H / 4, W / 4, C]` under these names.
  public enum Output: String, CaseIterable, Sendable {
    /// For each group the logit of a symbol's centre in the cell.
    case centres
    /// Place of the centre within the cell in cells, x and y from the left upper corner, then the
    /// natural logarithms of width and height in staff spaces.
    case boxes
    /// For each staff position its logit.
    case positions
    /// For each class its logit.
    case classes
  }

  /// What it tells apart.
  public var vocabulary: PageVocabulary
  /// Channels of the residual blocks.
  public var channels = 48
  /// Residual blocks.
  public var blockCount = 7

  /// Describes a network of the usual size.
  public init(_ vocabulary: PageVocabulary) { self.vocabulary = vocabulary }

  /// Builds the network for gray pictures of `height` x `width` pixels, given as three equal channels.
  ///
  /// - Throws: `GraphError` for a size that it cannot have.
  public func graph(height: Int, width: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(name: Self.name, height: height, width: width)
    var layer = builder.normalized(builder.input, filters: 16, stride: 2)
    layer = builder.normalized(layer, filters: 32, stride: 2)
    layer = builder.normalized(layer, filters: channels)
    for _ in 0..<blockCount { layer = builder.residual(layer) }
    for output in Output.allCases {
      builder.output(
        output.rawValue,
        builder.convolution(
          layer, filters: channelCount(of: output), kernel: 1,
          initialBias: output == .centres ? Self.rareLogit : 0, name: output.rawValue))
    }
    return try builder.build()
  }

  /// The logit of a centre before the training: hardly any cell is one, so that an even chance would
  /// make the first steps too large (Lin and others 2017, section 3.3, take one in a hundred).
  private static let rareLogit: Float = -4

  /// The pixels along an axis that cell 0 of an output sees: two windows of three of stride 2, whose
  /// padding lies at the end, and then one window more for each convolution.
  public var reach: ClosedRange<Int> {
    let side = Self.stride * (1 + 2 * blockCount)
    return -side...6 + side
  }

  /// Whether sizes and names are within what a network can have; those of files from outside need not be.
  public var isPossible: Bool {
    let names = vocabulary.groups.map(\.name)
    return (1...1024).contains(channels) && (0...64).contains(blockCount)
      && (1...64).contains(names.count) && Set(names).count == names.count
      && (1...256).contains(vocabulary.positions.count)
      && vocabulary.groups.allSatisfy { (1...256).contains($0.classes.count) }
  }

  /// Channels of an output.
  public func channelCount(of output: Output) -> Int {
    switch output {
    case .centres: vocabulary.groups.count
    case .boxes: 4
    case .positions: vocabulary.positions.count
    case .classes: vocabulary.classChannels.count
    }
  }
}

extension GraphBuilder {
  /// A 3x3 convolution without bias, batch normalisation, ReLU.
  fileprivate mutating func normalized(_ input: Layer, filters: Int, stride: Int = 1) -> Layer {
    relu(sums(input, filters: filters, stride: stride))
  }

  private mutating func sums(_ input: Layer, filters: Int, stride: Int = 1) -> Layer {
    batchNormalization(
      convolution(input, filters: filters, kernel: 3, stride: stride, bias: false))
  }

  /// Two 3x3 convolutions beside a shortcut.
  fileprivate mutating func residual(_ input: Layer) -> Layer {
    let filters = shape(of: input).channels
    return relu(add(input, sums(normalized(input, filters: filters), filters: filters)))
  }
}
