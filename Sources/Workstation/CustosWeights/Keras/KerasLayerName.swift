/// What the name of a Keras layer tells.
struct KerasLayerName {
  /// Kinds of layers with weights.
  enum Kind: Equatable {
    case convolution
    case batchNormalization
    case dense
  }

  /// The kind, where Keras has made up the name from it: `conv2d_17`.
  let kind: Kind?
  /// The number behind a made-up name; 0 where there is none.
  let number: Int
  /// The model within the model that the layer is of; empty where it is of the model itself.
  let model: String
  /// The name that Keras's networks use today.
  let current: String

  private static let madeUp: [String: Kind] = [
    "conv2d": .convolution, "convolution2d": .convolution,
    "batch_normalization": .batchNormalization, "batchnormalization": .batchNormalization,
    "dense": .dense,
  ]

  init(_ name: String) {
    let slash = name.lastIndex(of: "/")
    model = slash.map { String(name[..<$0]) } ?? ""
    var base = slash.map { name[name.index(after: $0)...] } ?? name[...]
    var number = 0
    if let line = base.lastIndex(of: "_"), let end = Int(base[base.index(after: line)...]), end >= 0
    {
      (base, number) = (base[..<line], end)
    }
    kind = Self.madeUp[String(base)]
    self.number = number
    current = Self.renamedResNet50(name) ?? String(name.map { $0 == "/" ? "_" : $0 })
  }

  /// The first generation of ResNet50's names, up to Keras 2.2: `res4f_branch2b` and `bn4f_branch2b`
  /// are `conv4_block6_2_conv` and `conv4_block6_2_bn` today, `branch1` is `0`.
  private static func renamedResNet50(_ name: String) -> String? {
    if name == "conv1" { return "conv1_conv" }
    if name == "bn_conv1" { return "conv1_bn" }
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let isConvolution = parts[0].hasPrefix("res")
    let place = parts[0].dropFirst(isConvolution ? 3 : 2).utf8
    guard isConvolution || parts[0].hasPrefix("bn"), place.count == 2,
      let stack = place.first.map({ Int($0) - 48 }), (2...5).contains(stack),
      let block = place.last.map({ Int($0) - 96 }), (1...6).contains(block),
      let branch = ["branch1": 0, "branch2a": 1, "branch2b": 2, "branch2c": 3][parts[1]]
    else { return nil }
    return "conv\(stack)_block\(block)_\(branch)_\(isConvolution ? "conv" : "bn")"
  }
}
