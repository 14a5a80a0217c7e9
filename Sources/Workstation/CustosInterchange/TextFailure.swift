/// Why a text is not of the form that is read.
struct TextFailure: Error, Equatable {
  /// The 1-based line.
  let line: Int
  /// What is wrong there.
  let detail: String
}
