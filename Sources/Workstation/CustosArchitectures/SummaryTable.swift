public import CustosNetwork

/// A network as a table, in the form and order of Keras's `model.summary()`.
public struct SummaryTable {
  private static let columns = [32, 53, 65, 98]
  private let graph: Graph

  /// Describes a network.
  public init(_ graph: Graph) { self.graph = graph }

  /// The table with its totals, ending with a line break.
  public var text: String {
    let width = Self.columns.last ?? 0
    let rule = String(repeating: "_", count: width)
    let doubleRule = String(repeating: "=", count: width)
    var lines = [rule, line("Layer (type)", "Output Shape", "Param #", "Connected to"), doubleRule]
    for index in graph.kerasOrder {
      let node = graph.nodes[index]
      let sources = node.inputs.map { "\(graph.nodes[$0].name)[0][0]" }
      lines.append(
        line(
          "\(node.name) (\(kind(node.operation)))", shape(node),
          "\(graph.parameterCount(of: index))",
          sources.first ?? ""))
      lines += sources.dropFirst().map { line("", "", "", $0) }
      lines.append(rule)
    }
    lines[lines.count - 1] = doubleRule
    let trainable = graph.trainableParameterCount
    lines.append("Total params: \(grouped(graph.parameterCount))")
    lines.append("Trainable params: \(grouped(trainable))")
    lines.append("Non-trainable params: \(grouped(graph.parameterCount - trainable))")
    lines.append("Multiply-accumulates: \(grouped(graph.multiplyAccumulates))")
    lines.append(rule)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Cuts or fills each field to its column, with a space between two.
  private func line(_ fields: String...) -> String {
    var line = ""
    for (field, end) in zip(fields, Self.columns) {
      if !line.isEmpty { line = line.dropLast() + " " }
      line = String((line + field).prefix(end))
      line += String(repeating: " ", count: end - line.count)
    }
    return String(line.reversed().drop { $0 == " " }.reversed())
  }

  private func shape(_ node: Node) -> String {
    switch node.operation {
    case .input, .pixelScaling, .convolution, .batchNormalization, .concatenate, .zeroPadding,
      .maxPool, .averagePool:
      return map(node.shape)
    case .relu, .add:
      return node.shape.height == 1 && node.shape.width == 1 && isFlat(node)
        ? "(None, \(node.shape.channels))" : map(node.shape)
    case .globalAveragePool, .flatten, .dense, .softmax:
      return "(None, \(node.shape.channels))"
    }
  }

  private func isFlat(_ node: Node) -> Bool {
    switch graph.nodes[node.inputs[0]].operation {
    case .globalAveragePool, .flatten, .dense: true
    default: false
    }
  }

  private func map(_ shape: Shape) -> String {
    "(None, \(shape.height), \(shape.width), \(shape.channels))"
  }

  private func kind(_ operation: Operation) -> String {
    switch operation {
    case .input: "InputLayer"
    case .pixelScaling: "Preprocessing"
    case .convolution: "Conv2D"
    case .batchNormalization: "BatchNormalization"
    case .relu, .softmax: "Activation"
    case .add(let scale): scale == 1 ? "Add" : "Lambda"
    case .concatenate: "Concatenate"
    case .zeroPadding: "ZeroPadding2D"
    case .maxPool: "MaxPooling2D"
    case .averagePool: "AveragePooling2D"
    case .globalAveragePool: "GlobalAveragePooling2D"
    case .flatten: "Flatten"
    case .dense: "Dense"
    }
  }

  private func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number).reversed().enumerated() {
      if place > 0 && place % 3 == 0 { text = "," + text }
      text = String(digit) + text
    }
    return text
  }
}
