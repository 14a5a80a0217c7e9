import CustosSupport
import Foundation

/// The costs as a table for people.
extension Sensitivity {
  /// Heads of the table's columns.
  public static let columns = [
    "layer", "operation", "alone", "weights", "activation", "all but", "labels", "accuracy",
  ]

  /// What the columns mean, one sentence each.
  public static let legend = [
    "Signal-to-noise ratios of the logits in dB: the lower, the more int8 costs.",
    "alone: this layer alone is int8, its weights and the activation that it gives; weights, "
      + "activation: these alone.",
    "all but: every layer is int8 but this one; well above the ratio of all layers, keeping this layer "
      + "in float would help.",
    "labels, accuracy: labels that change and accuracy with this layer alone in int8.",
  ]

  /// The cells of the table, a row a layer.
  public var cells: [[String]] {
    rows.map { row in
      [
        row.layer, row.operation, Self.decibels(row.alone), Self.decibels(row.weights),
        Self.decibels(row.activations), Self.decibels(row.allBut), "\(row.alone.changedLabels)",
        accuracy(row.alone.correct),
      ]
    }
  }

  /// What all layers together cost, as names with their values.
  public var totals: [(name: String, value: String)] {
    func text(_ cost: LayerCost) -> String {
      "logits \(cost.logits.text), \(cost.changedLabels) labels changed, accuracy "
        + accuracy(cost.correct)
        + String(format: ", probabilities changed by %.5f on average", cost.meanProbabilityChange)
    }
    return [
      ("pictures", "\(pictureCount)"), ("float", "accuracy " + accuracy(floatCorrect)),
      ("all int8", text(all)), ("all weights int8", text(allWeights)),
      ("all activations int8", text(allActivations)),
    ]
  }

  /// Totals, table and legend.
  public var text: String {
    let widths = Self.columns.indices.map { column in
      ([Self.columns] + cells).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 ? cell + gap : gap + cell
      }
      return "  " + padded.joined(separator: "  ")
    }
    let longest = totals.map(\.name.count).max() ?? 0
    var lines = ["What int8 costs, layer by layer:", ""]
    lines += totals.map { name, value in
      "  \(name):" + String(repeating: " ", count: longest - name.count + 1) + value
    }
    lines += ["", line(Self.columns)] + cells.map(line) + [""]
    lines += Self.legend.map { "  " + $0 }
    let worst = costliest(3).map(\.layer)
    if !worst.isEmpty {
      lines.append("  Most of the noise on their own: " + worst.joined(separator: ", ") + ".")
    }
    lines.append(String(format: "  Measured in %.1f seconds.", seconds))
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line about a costly layer.
  public func reason(_ row: Row) -> String {
    let parts = [("weights", row.weights), ("activation", row.activations)].compactMap {
      name, cost in cost.map { "\(name) \($0.logits.text)" }
    }
    return "\(row.layer) (\(row.operation)): alone it brings the signal-to-noise ratio "
      + "of the logits down to \(row.alone.logits.text) "
      + "(\(parts.joined(separator: ", "))) and changes \(row.alone.changedLabels) of "
      + "\(pictureCount) labels"
  }

  private static func decibels(_ cost: LayerCost?) -> String {
    guard let cost else { return "-" }
    return cost.logits.decibels.map { String(format: "%.1f", $0) } ?? cost.logits.text
  }

  private func accuracy(_ correct: Int) -> String {
    pictureCount > 0 ? String(format: "%.5f", Double(correct) / Double(pictureCount)) : "-"
  }
}
