/// A vertical run of ink in one column: rows `start..<end`.
struct InkRun: Equatable {
  var start: Int
  var end: Int

  var length: Int { end - start }
  /// Centre in rows; the centre of row 0 is 0.
  var center: Double { Double(start + end - 1) / 2 }
}
