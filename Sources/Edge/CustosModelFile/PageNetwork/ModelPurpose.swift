/// What a model can be used for.
public enum ModelPurpose: Sendable {
  /// It gives the labels' logits of a patch around one symbol.
  case patchClassifier
  /// It finds and reads the symbols of a whole page.
  case pageNetwork(PageModel)
  /// Neither: why it is no page network.
  case neither(ModelError)

  /// The name in messages and listings.
  public var name: String {
    switch self {
    case .patchClassifier: "patch classifier"
    case .pageNetwork: "page network"
    case .neither: "other"
    }
  }
}

extension ValidatedModel {
  /// What the model's outputs are good for. A model with logits is a patch classifier, whatever maps it
  /// has beside them.
  public var purpose: ModelPurpose {
    guard model.logitsOutput == nil else { return .patchClassifier }
    do throws(ModelError) { return .pageNetwork(try PageModel(self)) } catch {
      return .neither(error)
    }
  }
}
