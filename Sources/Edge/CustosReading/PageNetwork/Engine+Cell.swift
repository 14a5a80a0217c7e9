import CustosEngine
import CustosModelFile

/// The numbers of one cell of an output.
struct CellValues {
  /// The integers less the zero point, one a channel.
  let exact: [Int32]
  /// What they stand for.
  let real: [Double]
}

extension Engine {
  /// Copies the numbers of a cell of the last run.
  func cell(_ row: Int, _ column: Int, of index: Int) -> CellValues {
    let output = outputs[index]
    var exact: [Int32] = []
    var real: [Double] = []
    exact.reserveCapacity(output.channels)
    real.reserveCapacity(output.channels)
    func add(_ value: Int32) {
      exact.append(value - output.zeroPoint)
      real.append(Double(value - output.zeroPoint) * Double(output.units[exact.count - 1]))
    }
    let first = column * output.channels
    switch output.elementType {
    case .int8:
      withRow(row, ofInt8Output: index) { span in
        for channel in 0..<output.channels { add(Int32(span[first + channel])) }
      }
    case .int32:
      withRow(row, ofInt32Output: index) { span in
        for channel in 0..<output.channels { add(span[first + channel]) }
      }
    }
    return CellValues(exact: exact, real: real)
  }
}
