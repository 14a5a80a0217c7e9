import CustosEvaluation
import CustosPlatform

extension ModelDescription {
  /// File, facts and layers as a section of a report.
  func section(testSeconds: Double) -> String {
    let facts =
      [("file", file.name), ("CRC-32", file.crc)]
      + self.facts.map { ($0.name, $0.value) } + [
        ("reported by", "custos \(CustosVersion.current)")
      ]
      + [("test time", RunSections.tenths(testSeconds) + " seconds")]
    return """
      <h2>Model</h2>
      \(HTML.facts(facts))
      <h3>Layers</h3>
      \(HTML.element("pre", HTML.escape(layers)))
      """
  }
}
