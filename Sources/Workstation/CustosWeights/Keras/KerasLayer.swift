import CustosPlatform

/// A layer of a file that Keras wrote, with its weights in the order in which Keras keeps them.
struct KerasLayer: Equatable {
  /// A data set of floats.
  struct Weight: Equatable {
    /// Where it is found in the file; what messages call it.
    let path: String
    /// Dimensions, slowest first.
    let shape: [Int]
    /// Bytes of a number: 2, 4 or 8.
    let elementBytes: Int
    /// Where its elements begin, counted from the start of the file.
    let place: Int
  }

  /// The layer's name, `block1_conv1`, or that of its class with a number from the second on,
  /// `conv2d_1`; a layer of a model within a model has the inner model's before it,
  /// `functional/conv2d_1`.
  var name: String
  /// Whether the name is that of the class; the numbers are in Keras's order then, and the places in
  /// the file tell nothing.
  var isNumbered: Bool
  /// Its weights.
  var weights: [Weight]
}

extension KerasLayer {
  /// What records claim that cannot be.
  struct Damage: Error {
    let reason: String
  }

  /// The layers that records list, see `custos_keras.h`; all sizes and places are checked against
  /// the size of the file that the places are in.
  static func layers(of records: [UInt8], fileSize: Int) throws(Damage) -> [KerasLayer] {
    var reader = RecordReader(records)
    var layers: [KerasLayer] = []
    while !reader.isAtEnd {
      let kind = try reader.byte()
      let name = MessageText.clean(try reader.text(), limit: 300)
      if kind == UInt8(ascii: "L") || kind == UInt8(ascii: "N") {
        let isNumbered = kind == UInt8(ascii: "N")
        layers.append(KerasLayer(name: name, isNumbered: isNumbered, weights: []))
        continue
      }
      let elementBytes = Int(try reader.byte())
      var shape: [Int] = []
      for _ in 0..<(try reader.byte()) { shape.append(try reader.number()) }
      let weight = Weight(
        path: name, shape: shape, elementBytes: elementBytes, place: try reader.number())
      guard kind == UInt8(ascii: "W"), [2, 4, 8].contains(elementBytes), !layers.isEmpty else {
        throw RecordReader.damage
      }
      guard weight.isWithin(fileSize) else {
        throw Damage(
          reason: "its '\(name)' of shape \(shape) goes beyond its end; get a whole copy.")
      }
      layers[layers.count - 1].weights.append(weight)
    }
    return layers
  }
}

extension KerasLayer.Weight {
  /// Number of elements; nil where it overflows.
  private var count: Int? {
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  /// Bytes of all elements.
  var byteCount: Int { (count ?? 0) * elementBytes }

  fileprivate func isWithin(_ fileSize: Int) -> Bool {
    guard let count, place <= fileSize else { return false }
    return count <= (fileSize - place) / elementBytes
  }
}

/// Takes records apart. They come from a process that has read a hostile file, so that nothing is taken
/// for granted.
private struct RecordReader {
  static let damage = KerasLayer.Damage(
    reason: "the list of its weights is damaged; get an undamaged copy.")

  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  private mutating func take(_ count: Int) throws(KerasLayer.Damage) -> ArraySlice<UInt8> {
    guard count <= bytes.count - place else { throw Self.damage }
    defer { place += count }
    return bytes[place..<place + count]
  }

  /// An unsigned number of so many bytes.
  private mutating func unsigned(_ count: Int) throws(KerasLayer.Damage) -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func byte() throws(KerasLayer.Damage) -> UInt8 { UInt8(try unsigned(1)) }

  /// A number that is not beyond the largest size of a file.
  mutating func number() throws(KerasLayer.Damage) -> Int {
    guard let number = Int(exactly: try unsigned(8)) else { throw Self.damage }
    return number
  }

  mutating func text() throws(KerasLayer.Damage) -> String {
    String(decoding: try take(Int(try unsigned(4))), as: UTF8.self)
  }
}
