import CustosPlatform
import Foundation

/// What Foundation says of JSON that is not as expected.
enum COCOFailure {
  /// The failure as a part of a sentence, with the place in the file or the member.
  static func detail(of error: any Error) -> String {
    guard let error = error as? DecodingError else {
      return MessageText.clean("\(error)", limit: 200)
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(path(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context):
      return "\(path(context.codingPath)) is null"
    case .typeMismatch(let type, let context):
      return "\(path(context.codingPath)) is not \(name(of: type))"
    case .dataCorrupted(let context):
      let detail = ending(context.debugDescription)
      return context.codingPath.isEmpty ? detail : "\(path(context.codingPath)): \(detail)"
    @unknown default: return "it is damaged"
    }
  }

  /// Where a text is not JSON, which the decoder does not tell.
  static func syntaxDetail(of data: Data) -> String? {
    do {
      _ = try JSONSerialization.jsonObject(with: data)
      return nil
    } catch {
      guard let text = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String else {
        return nil
      }
      let number = text.split { !$0.isNumber }.last.flatMap { Int($0) }
      let place = text.contains("character") ? min(number ?? 0, data.count) : data.count
      let line = 1 + data.prefix(place).count { $0 == 10 }
      return "\(ending(text)), in line \(line)"
    }
  }

  private static func ending(_ text: String) -> String {
    let cleaned = MessageText.clean(text, limit: 200)
    return cleaned.hasSuffix(".") ? String(cleaned.dropLast()) : cleaned
  }

  /// The members on the way, such as `bbox[2]`; the array and the number of the element are named
  /// elsewhere.
  private static func path(_ keys: [any CodingKey]) -> String {
    let inner = keys.count > 2 ? Array(keys.dropFirst(2)) : keys
    var text = ""
    for key in inner {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return text.isEmpty ? "the file" : MessageText.clean(text, limit: 60)
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is String.Type: "a text"
    case is [Any].Type: "an array"
    default: "of the expected kind (images, annotations and categories are arrays of objects)"
    }
  }
}
