extension Tensor {
  /// The shape as `[H, W, C]`, for messages and listings.
  public var shapeText: String { "[\(height), \(width), \(channels)]" }

  /// Checks extents, scale and zero point.
  func validate() throws(ModelError) {
    let extents = 1...ModelLimits.extent
    guard extents.contains(height), extents.contains(width), extents.contains(channels),
      // Three factors of at most 2^16 cannot overflow 64 bits.
      elementCount <= ModelLimits.tensorElements
    else {
      throw ModelError(
        "shape",
        expected: "of extents 1 to \(ModelLimits.extent) and at most "
          + "\(ModelLimits.tensorElements) elements", found: shapeText)
    }
    guard scale.isNormal, scale > 0, scale <= ModelLimits.multiplier else {
      throw ModelError(
        "scale", expected: "a positive normal number of at most 2^32", found: "\(scale)")
    }
    guard (-128...127).contains(zeroPoint) else {
      throw ModelError("zero point", expected: "-128 to 127", found: "\(zeroPoint)")
    }
    guard elementType == .int8 || (scale == 1 && zeroPoint == 0) else {
      throw ModelError(
        "scale and zero point", expected: "1 and 0 since the tensor is int32",
        found: "\(scale) and \(zeroPoint)")
    }
  }
}
