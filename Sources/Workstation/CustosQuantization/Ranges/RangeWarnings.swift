extension CalibrationTable {
  /// Sentences about layers of which a method's range leaves nothing, each with the way out.
  ///
  /// A percentile that lies within the histogram's bin next to 0, 1/4096 of the largest magnitude or
  /// less, cuts that whole side: all values beyond it become one.
  ///
  /// - Parameter folded: the network of the table, which names the layers as everywhere; the table
  ///   names the layer behind which it has observed each, such as its ReLU.
  public func warnings(_ method: RangeMethod, of folded: FoldedGraph) -> [String] {
    zip(folded.calibratedLayers, layers).compactMap {
      $1.warning(method, layer: folded.layers[$0].name)
    }
  }
}

extension CalibrationTable {
  /// Fewer patches than these show too little of what a network meets.
  static let fewestPatches = 8

  /// Sentences about what the network was observed on.
  public var sampleWarnings: [String] {
    var warnings: [String] = []
    if patchCount < Self.fewestPatches {
      warnings.append(
        "The calibration saw \(patchCount == 1 ? "one patch" : "\(patchCount) patches"), too few to show the "
          + "range of every layer; calibrate on some hundred patches of all classes (--samples, --data)."
      )
    }
    if let blank = blankPatchCount, 2 * blank >= patchCount {
      warnings.append(
        "\(blank) of the calibration's \(patchCount) patches are blank, which says nothing about the layers; "
          + "calibrate on patches that show symbols (--data).")
    }
    return warnings
  }
}

extension ActivationRange {
  /// A sentence, or nil where the range is of use.
  func warning(_ method: RangeMethod, layer: String) -> String? {
    guard maximum > 0 || minimum < 0 else {
      return "The layer \(layer) gives nothing but 0 on the calibration patches, so that its int8 "
        + "range is empty and the board will give 0 whatever the picture; calibrate on more patches "
        + "or on patches of all classes (--samples, --data)."
    }
    guard case .percentile(let percent) = method, let bounds = bounds(method) else { return nil }
    let nothing = max(maximum, -minimum) / Float(Histogram.half / 2)
    if maximum > nothing, bounds.upperBound <= nothing {
      return
        "The layer \(layer) is above 0 for less than \(rare(percent)) of its values, which reach "
        + "\(maximum), and percentile \(percent) cuts this whole positive side off; take --method mse "
        + "or minmax, or a higher --percentile."
    }
    if let aboveZero, maximum > nothing, 2 * (100 - percent) > aboveZero {
      return
        "The layer \(layer) is above 0 for \(Float(aboveZero)) % of its values, and percentile \(percent) cuts "
        + "most of them, all above \(bounds.upperBound); take --method mse or minmax, or a higher "
        + "--percentile."
    }
    if minimum < -nothing, bounds.lowerBound >= -nothing, bounds.upperBound <= nothing {
      return
        "The layer \(layer) is below 0 for less than \(rare(percent)) of its values, which reach "
        + "\(minimum), and percentile \(percent) cuts all of them off; take --method mse or minmax, "
        + "or a higher --percentile."
    }
    return nil
  }

  private func rare(_ percent: Double) -> String { "\(Float(100 - percent)) %" }
}
