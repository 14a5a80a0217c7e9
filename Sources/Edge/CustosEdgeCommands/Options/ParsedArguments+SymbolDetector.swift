import CustosDetection
import CustosReading

extension ParsedArguments {
  /// What `--find-symbols` and `--symbol-boxes` say together; nil where symbols are not looked for.
  func symbolDetector() throws(CommandError) -> SymbolDetector? {
    let name = value(of: "symbol-boxes")
    guard hasFlag("find-symbols") else {
      if name != nil { throw .usage("--symbol-boxes needs --find-symbols.") }
      return nil
    }
    guard let boxes = SymbolBoxes(name: name ?? "notes") else {
      throw .usage("--symbol-boxes must be notes or heads.")
    }
    return .classical(boxes)
  }
}
