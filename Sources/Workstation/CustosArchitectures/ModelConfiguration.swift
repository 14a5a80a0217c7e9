import CustosNetwork

/// The networks that Custos knows, under the names of the original system.
public enum ModelConfiguration: String, CaseIterable, Sendable {
  /// Eleven 3x3 convolutions in five stages, dense output.
  case vgg4
  /// The body of `vgg4`, a 1x1 convolution to the classes, global average.
  case vggGlobalAverage = "vgg_global_average"
  /// Residual blocks of two 3x3 convolutions, 32 to 512 channels, dense output.
  case resNet4 = "res_net_4"

  /// Builds the network for images of `height` x `width` pixels.
  ///
  /// - Throws: `ModelConfigurationError.imageTooSmall` when a map would get empty on the way.
  public func graph(height: Int, width: Int, classCount: Int) throws -> Graph {
    guard height >= minimumSize && width >= minimumSize else {
      throw ModelConfigurationError.imageTooSmall(self, height: height, width: width)
    }
    var builder = GraphBuilder(name: rawValue, height: height, width: width)
    switch self {
    case .vgg4: builder.appendVGG4(classCount: classCount)
    case .vggGlobalAverage: builder.appendVGGGlobalAverage(classCount: classCount)
    case .resNet4: builder.appendResNet4(classCount: classCount)
    }
    return builder.build()
  }

  /// Finds a network by name.
  ///
  /// - Throws: `ModelConfigurationError.unknownName` with the names there are.
  public static func named(_ name: String) throws -> ModelConfiguration {
    guard let configuration = ModelConfiguration(rawValue: name) else {
      throw ModelConfigurationError.unknownName(name)
    }
    return configuration
  }

  /// The smallest height and width that leave a pixel after all poolings; a 2x2 window on a map
  /// one pixel wide is clamped, so any image has a result.
  var minimumSize: Int { 1 }
}

/// A network that cannot be built.
public enum ModelConfigurationError: Error, CustomStringConvertible {
  /// There is no network of this name.
  case unknownName(String)
  /// The image is too small for the network's windows.
  case imageTooSmall(ModelConfiguration, height: Int, width: Int)

  /// The failure as a whole sentence.
  public var description: String {
    switch self {
    case .unknownName(let name):
      let names = ModelConfiguration.allCases.map(\.rawValue).joined(separator: ", ")
      return "There is no model named '\(name)'; known are \(names)."
    case .imageTooSmall(let configuration, let height, let width):
      let size = configuration.minimumSize
      return "\(configuration.rawValue) needs images of at least \(size)x\(size) pixels (height x "
        + "width), but \(height)x\(width) was asked for; choose larger --height and --width."
    }
  }
}
