import CCustosKeras
import CustosPlatform

/// Weights that Keras wrote: `.h5` of all versions, `.weights.h5` and `.keras`.
///
/// A process of its own reads the structure, which comes from outside; the numbers are copied from the
/// mapped file straight to where they are needed.
public final class KerasFile: WeightSource {
  /// The file.
  public let origin: String
  /// The layers with weights, in the file's order.
  let layers: [KerasLayer]
  private let weights: [String: KerasLayer.Weight]
  private let file: MappedFile

  /// Lists what the file holds.
  ///
  /// - Throws: `WeightsError.platform` when it cannot be read, `.damaged` when it is damaged or no
  ///   such file.
  public init(_ path: String) throws(WeightsError) {
    origin = path
    // The child cannot say why the system refuses; opening it here can.
    do throws(PlatformError) { _ = try MappedFile(path) } catch { throw .platform(error) }
    var list = custos_keras_list()
    defer { custos_keras_list_free(&list) }
    switch custos_keras_list_weights(path, &list) {
    case CUSTOS_KERAS_LISTED: break
    case CUSTOS_KERAS_REFUSED:
      throw .damaged(path: path, reason: String(cString: list.reason))
    case CUSTOS_KERAS_DIED:
      throw .damaged(
        path: path,
        reason: "it is damaged: the process that read its structure ended in the middle of it; get "
          + "an undamaged copy.")
    default:
      throw .platform(.cannotRead(path: path, errorNumber: list.error_number))
    }
    do throws(PlatformError) {
      file = try MappedFile(list.file < 0 ? path : "/dev/fd/\(list.file)")
    } catch { throw .platform(error) }
    do throws(KerasLayer.Damage) {
      layers = try KerasLayer.layers(
        of: [UInt8](UnsafeBufferPointer(start: list.records, count: list.count)),
        fileSize: file.count
      ).dividingModels
    } catch { throw .damaged(path: path, reason: error.reason) }
    weights = Dictionary(
      layers.flatMap(\.weights).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Paths of all weights in the file, sorted.
  public var names: [String] { weights.keys.sorted() }

  /// Dimensions of a weight, slowest first, or nil when there is none of this path.
  public func shape(of name: String) -> [Int]? { weights[name]?.shape }

  /// Copies the elements of a weight as float32.
  ///
  /// - Throws: `WeightsError.missing` or `.wrongShape` when there is no weight of this path and size.
  public func copy(
    _ name: String, to target: UnsafeMutableBufferPointer<Float>
  ) throws(WeightsError) {
    guard let weight = weights[name] else {
      throw .missing(path: origin, tensor: name, expected: [target.count])
    }
    guard weight.byteCount == target.count * weight.elementBytes else {
      throw .wrongShape(
        path: origin, tensor: name, expected: [target.count], found: weight.shape)
    }
    let format: FloatFormat =
      switch weight.elementBytes {
      case 2: .float16
      case 8: .float64
      default: .float32
      }
    file.withBytes {
      format.copy($0.extracting(weight.place..<weight.place + weight.byteCount), to: target)
    }
  }
}

extension [KerasLayer] {
  /// A model within a model is one layer with all its weights, whose paths tell which are whose:
  /// `vgg16/block1_conv1/kernel:0`. It becomes the layers that it is made of.
  fileprivate var dividingModels: [KerasLayer] {
    flatMap { layer in
      guard !layer.isNumbered else { return [layer] }
      var parts: [KerasLayer] = []
      for weight in layer.weights {
        let name = weight.layerName(within: layer.name)
        if let index = parts.firstIndex(where: { $0.name == name }) {
          parts[index].weights.append(weight)
        } else {
          parts.append(KerasLayer(name: name, isNumbered: false, weights: [weight]))
        }
      }
      if parts.count == 1 { parts[0].name = layer.name }
      return parts
    }
  }
}

extension KerasLayer.Weight {
  fileprivate func layerName(within layer: String) -> String {
    let inner = path.dropFirst(layer.count + 1).split(separator: "/").dropLast()
    return inner.isEmpty ? layer : inner.joined(separator: "/")
  }
}
