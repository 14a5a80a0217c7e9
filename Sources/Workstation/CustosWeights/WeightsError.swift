public import CustosPlatform
public import CustosSupport

/// Weights that cannot be read or do not fit, as a sentence with the exit code it leads to.
public enum WeightsError: ReportableError, Equatable, CustomStringConvertible {
  /// A file cannot be read or written.
  case platform(PlatformError)
  /// A file is damaged or holds something else.
  case damaged(path: String, reason: String)
  /// A tensor that the network needs is not there.
  case missing(path: String, tensor: String, expected: [Int])
  /// A tensor has another shape than the network's.
  case wrongShape(path: String, tensor: String, expected: [Int], found: [Int])
  /// A layer has other weights than the network's.
  case wrongLayer(path: String, layer: String, expected: [String], found: [[Int]])
  /// A tensor is there that the network does not have.
  case unexpected(path: String, tensor: String)
  /// A tensor holds NaN or infinite numbers.
  case notFinite(path: String, tensor: String)
  /// A name map turns a tensor in a way that its shape does not allow.
  case badMap(path: String, tensor: String, shape: [Int], view: [Int], order: [Int])

  /// What is wrong, to follow the path and "cannot be used:".
  public var reason: String { MessageText.clean(sentence, limit: 2000) }

  /// With names as the file has them.
  private var sentence: String {
    switch self {
    case .platform(let error): error.message
    case .damaged(_, let reason): reason
    case .missing(_, let tensor, let expected):
      "tensor '\(tensor)' of shape \(expected) is missing; give weights of the same network."
    case .wrongShape(_, let tensor, let expected, let found):
      "tensor '\(tensor)' has shape \(found), but \(expected) is expected; give weights of the same "
        + "network at the same size."
    case .wrongLayer(_, let layer, let expected, let found):
      "layer '\(layer)' has weights of the shapes \(found), but \(expected.joined(separator: ", ")) "
        + "are expected; give weights of the same network."
    case .unexpected(_, let tensor):
      "it holds a tensor '\(tensor)' that the network does not have; give weights of the same "
        + "network."
    case .notFinite(_, let tensor):
      "tensor '\(tensor)' holds NaN or infinite weights; use an earlier checkpoint or another "
        + "file."
    case .badMap(_, let tensor, let shape, let view, let order):
      "tensor '\(tensor)' of shape \(shape) cannot be viewed as \(view) and turned to the order "
        + "\(order); correct the name map."
    }
  }

  /// Where the weights come from; nil where the failure's own sentence says so.
  public var path: String? {
    switch self {
    case .platform: nil
    case .damaged(let path, _), .missing(let path, _, _), .wrongShape(let path, _, _, _),
      .wrongLayer(let path, _, _, _), .unexpected(let path, _), .notFinite(let path, _),
      .badMap(let path, _, _, _, _):
      path
    }
  }

  /// The failure as a whole sentence.
  public var description: String { path.map { "\($0) cannot be used: \(reason)" } ?? reason }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    if case .platform(let error) = self { return error.exitCode }
    return 65
  }
}
