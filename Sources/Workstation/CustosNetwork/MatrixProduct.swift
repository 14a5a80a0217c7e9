import CCustosFloatKernels
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

  /// The right factor of a product.
  enum RightFactor {
    /// Multiplied by OpenBLAS.
    case matrix(Matrix)
    /// Panels of 16 columns, `[columns / 16, inner, 16]`, multiplied by the own kernel, which is twice as
    /// fast where OpenBLAS has none for AVX-512.
    case panels(UnsafePointer<Float>)
  }

  /// `c[rows, columns] = a[rows, inner] * b[inner, columns] + keep * c`; a is not transposed, and keep
  /// is 0 or 1.
  static func run(
    rows: Int, columns: Int, inner: Int, _ a: Matrix, _ b: RightFactor,
    into c: UnsafeMutablePointer<Float>, stride: Int, keep: Float = 0
  ) {
    switch b {
    case .matrix(let matrix):
      run(
        rows: rows, columns: columns, inner: inner, a, matrix, into: c, stride: stride, keep: keep)
    case .panels(let panels):
      custos_f32_matrix_product(
        a.pointer, a.stride, panels, rows, columns, inner, keep > 0 ? 1 : 0, c, stride)
    }
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
