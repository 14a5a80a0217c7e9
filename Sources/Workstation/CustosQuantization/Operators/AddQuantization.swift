import CustosModelFile

extension ModelQuantizer {
  /// `first + scale * second`.
  mutating func addSum(_ site: LayerSite, scale: Float) {
    operators.append(
      .add(
        Add(
          first: site.layer.inputs[0], second: site.layer.inputs[1], output: site.index,
          firstMultiplier: site.multiplier(0),
          secondMultiplier: site.multiplier(1, Double(scale)), outputMinimum: site.lowerClamp)))
  }
}
