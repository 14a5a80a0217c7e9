/// A model that is of another kind than what it is asked to do.
public enum ModelMismatch: Error, Equatable, Sendable {
  /// Whole pages are to be read or searched by a model that is no page network.
  case notAPageNetwork(model: String, reason: String)
  /// Single symbols are to be read by a page network.
  case notAPatchClassifier(model: String)
  /// Classes are to be read by a model that reads staff positions or whole pages.
  case readsNoClasses(model: String)
  /// Classes are to be read beside a model that reads no staff positions of single symbols.
  case noPositionsBesideClasses(model: String)
  /// The page is too large at the network's scale.
  case pageTooLarge(width: Int, height: Int, staffSpace: Double)

  /// The failure as a whole sentence that names the item and the way out.
  public var message: String {
    switch self {
    case .notAPageNetwork(let model, let reason):
      "\(model) is no page network: \(reason)"
    case .notAPatchClassifier(let model):
      "\(model) is a page network, which finds the symbols of a whole page by itself; give it a page "
        + "without boxes (classify --page), or another model to read patches and boxes."
    case .readsNoClasses(let model):
      "\(model) reads staff positions or whole pages, but --classes needs a model whose labels are names of "
        + "classes, as of custos extract --group_by class_name; give such a one or leave out --classes."
    case .noPositionsBesideClasses(let model):
      "\(model) reads no staff positions of boxes, so --classes has nothing to add; give --model a model of "
        + "staff positions, or leave out --classes."
    case .pageTooLarge(let width, let height, let staffSpace):
      "The page of \(width) x \(height) pixels with a staff space of \(staffSpace) is too large for the "
        + "network; check the staff space or give a part of the page."
    }
  }
}
