import ArgumentParser
import CustosLoading
import CustosTraining

/// Strengths of random changes as they were given; nil for what the recipe says.
struct AugmentationChoices {
  var noAugmentation: Bool
  var hasPreset: Bool
  var zoom: Float?
  var rotation: Float?
  var perspective: Float?
  var blur: Float?
  var light: Float?
  var noise: Float?
  var jpegQuality: Int?
  var threshold: Float?

  private var strengths: [(name: String, value: Float?, limit: Float)] {
    [
      ("--augment-zoom", zoom, 0.5), ("--augment-rotation", rotation, 45),
      ("--augment-perspective", perspective, 0.4), ("--augment-blur", blur, 10),
      ("--augment-light", light, 0.9), ("--augment-noise", noise, 100),
      ("--augment-jpeg", jpegQuality.map(Float.init), 100), ("--augment-threshold", threshold, 1),
    ]
  }

  /// Names of the options that were given.
  var given: [String] {
    (hasPreset ? ["--augment"] : []) + (noAugmentation ? ["--no-augmentation"] : [])
      + strengths.filter { $0.value != nil }.map(\.name)
  }

  /// Refuses strengths that cannot be, and `--no-augmentation` beside others.
  func validate() throws {
    for (name, value, limit) in strengths {
      guard let value, !(0...limit).contains(value) else { continue }
      throw ValidationError(
        "\(name) must be 0 to \(limit.formatted), but \(value.formatted) was given.")
    }
    guard !noAugmentation || given.count == 1 else {
      throw ValidationError(
        "--no-augmentation excludes \(given.filter { $0 != "--no-augmentation" }[0]); give "
          + "--augment none and single strengths.")
    }
  }

  /// Puts the single strengths into the options.
  func apply(to options: inout TrainingOptions) {
    if let zoom { options.zoom = zoom }
    if let rotation { options.photo.rotation = rotation }
    if let perspective { options.photo.perspective = perspective }
    if let blur { options.photo.blur = blur }
    if let light { options.photo.light = light }
    if let noise { options.photo.noise = noise }
    if let jpegQuality { options.photo.jpegQuality = jpegQuality }
    if let threshold { options.photo.threshold = threshold }
  }
}

extension Float {
  /// Without a fraction where there is none: 45, 0.4.
  fileprivate var formatted: String {
    self == rounded() && abs(self) < 1e6 ? String(Int(self)) : String(self)
  }
}
