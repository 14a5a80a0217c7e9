import CustosModelFile

extension ModelQuantizer {
  /// The inputs have the joined map's scale but for the network's own input; see `SharedScales`.
  mutating func addConcatenation(_ site: LayerSite) {
    operators.append(
      .concatenate(
        Concatenate(
          inputs: site.layer.inputs, output: site.index,
          multipliers: site.layer.inputs.indices.map { site.multiplier($0) })))
  }
}
