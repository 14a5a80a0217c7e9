public import CustosPlatform

extension ThreadPool {
  /// Transforms elements concurrently; the results are in the order of the elements.
  ///
  /// `transform` runs on several threads at once and must not change shared state unprotected.
  public func map<Element, Transformed>(
    _ elements: [Element], _ transform: (Element) -> Transformed
  ) -> [Transformed] {
    [Transformed](unsafeUninitializedCapacity: elements.count) { buffer, count in
      nonisolated(unsafe) let slots = buffer
      run(elements.count) { index, _ in
        slots.initializeElement(at: index, to: transform(elements[index]))
      }
      count = elements.count
    }
  }
}
