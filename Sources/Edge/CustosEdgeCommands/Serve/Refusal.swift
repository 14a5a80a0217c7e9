import CustosPlatform
import CustosServer

/// Why a client's request is refused: an HTTP status and a whole sentence.
struct Refusal: Error {
  let status: Int
  let sentence: String

  init(_ status: Int, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// A correction that cannot be stored.
  init(_ error: PlatformError) { self.init(507, "The correction is not stored: \(error.message)") }

  var response: HTTPResponse { .refusal(status, sentence) }
}
