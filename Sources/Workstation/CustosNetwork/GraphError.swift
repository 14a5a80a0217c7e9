/// A layer that cannot be part of a network, as a sentence.
public struct GraphError: Error, Equatable, CustomStringConvertible {
  /// What does not fit.
  public enum Problem: Equatable, Sendable {
    /// A size, stride or number of channels, filters or units is below 1 or above the limit.
    case size(String, found: Int, limit: Int)
    /// The map is smaller than the layer's window.
    case windowTooLarge(height: Int, width: Int, map: Shape)
    /// The maps that are added or joined differ.
    case differentShapes(Shape, Shape)
    /// A fully connected layer reads a map of more than one pixel.
    case notFlat(Shape)
    /// A concatenation joins no maps.
    case noInputs
    /// A name is given to two layers or two outputs.
    case nameTaken
  }

  /// Name of the layer or output.
  public let layer: String
  /// What does not fit.
  public let problem: Problem

  /// Whether a larger image may help.
  public var asksForLargerImage: Bool {
    switch problem {
    case .windowTooLarge: true
    case .size(_, let found, _): found < 1
    default: false
    }
  }

  /// The failure as a whole sentence.
  public var description: String {
    func text(_ shape: Shape) -> String { "\(shape.height)x\(shape.width)x\(shape.channels)" }
    switch problem {
    case .size(let what, let found, let limit):
      return "Layer \(layer) needs 1 to \(limit) \(what), but \(found) was found; choose another "
        + "size."
    case .windowTooLarge(let height, let width, let map):
      return "Layer \(layer) has windows of \(height)x\(width) pixels, but its input is a map of "
        + "\(text(map)) (height x width x channels); choose larger images."
    case .differentShapes(let first, let second):
      return "Layer \(layer) needs maps of one shape, but \(text(first)) and \(text(second)) "
        + "(height x width x channels) were found; build both ways with the same strides and "
        + "filters."
    case .notFlat(let shape):
      return "Layer \(layer) needs an input of one pixel, but a map of \(text(shape)) (height x "
        + "width x channels) was found; put a flatten or a global average before it."
    case .noInputs:
      return "Layer \(layer) joins no maps; give it at least one."
    case .nameTaken:
      return "The name \(layer) is given twice; every layer and every output needs its own."
    }
  }
}
