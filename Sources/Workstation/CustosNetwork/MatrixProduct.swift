import COpenBLAS

/// Single-threaded matrix products; the network's own thread pool shares out the work.
enum MatrixProduct {
  /// Keeps OpenBLAS from starting threads of its own; evaluated once.
  static let oneThread: Void = openblas_set_num_threads(1)

  /// A matrix in memory, rows `stride` floats apart.
  struct Matrix {
    let pointer: UnsafePointer<Float>
    let stride: Int
    var isTransposed = false
  }

  /// `c[rows, columns] = a[rows, inner] * b[inner, columns] + keep * c`.
  static func run(
    rows: Int, columns: Int, inner: Int, _ a: Matrix, _ b: Matrix,
    into c: UnsafeMutablePointer<Float>, stride: Int, keep: Float = 0
  ) {
    _ = oneThread
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
      a.pointer, Int32(a.stride), b.pointer, Int32(b.stride), keep, c, Int32(stride))
  }
}
