extension PatchStore {
  /// The first picture of each class, then others in order: up to `count` pictures that show as many
  /// classes as they can, RGB bytes `[height, width, 3]`.
  ///
  /// - Throws: `DataError.image` when a picture cannot be read any more.
  public func variedPixels(_ count: Int) throws -> [[UInt8]] {
    var places = list.labels.indices.compactMap { label in
      list.items.firstIndex { $0.label == label }
    }
    places += Set(0..<self.count).subtracting(places).sorted()
    return try places.prefix(count).map { try pixels($0) }
  }
}
