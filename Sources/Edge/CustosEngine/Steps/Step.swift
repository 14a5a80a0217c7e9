import CustosPlatform

/// One operator made ready to run: pointers into the arena and packed weights, nothing to allocate.
///
/// Subclasses override `execute`, and `run` when the work has several phases. A step is run by one
/// thread at a time; its items run concurrently.
class Step {
  /// Number of independent pieces of work.
  let itemCount: Int
  /// Name of the kernel that does most of it.
  let kernelName: String

  /// Sets the number of pieces.
  init(itemCount: Int, kernelName: UnsafePointer<CChar>?) {
    self.itemCount = itemCount
    self.kernelName = kernelName.map { String(cString: $0) } ?? ""
  }

  /// Does piece `item` (`0..<itemCount`) on `worker` (`0..<threads`).
  func execute(item: Int, worker: Int) {}

  /// Does all pieces.
  func run(on pool: ThreadPool) { share(itemCount, on: pool) }

  /// Does pieces `0..<count`.
  final func share(_ count: Int, on pool: ThreadPool) {
    pool.run(count, context: Unmanaged.passUnretained(self).toOpaque()) {
      context, item, worker in
      guard let context else { return }
      Unmanaged<Step>.fromOpaque(context)._withUnsafeGuaranteedRef {
        $0.execute(item: item, worker: worker)
      }
    }
  }
}

/// A tensor placed in the arena.
struct Placement {
  /// The tensor's first byte (its border's, if it has one).
  let base: UnsafeMutableRawPointer
  /// Where its elements lie from there.
  let layout: TensorLayout

  /// Writes the zero point into the tensor's border.
  func fillBorder() { layout.fillBorder(base) }

  /// The address of a pixel.
  func pixel(y: Int, x: Int) -> UnsafeMutablePointer<Int8> {
    (base + layout.offset(y: y, x: x)).assumingMemoryBound(to: Int8.self)
  }
}
