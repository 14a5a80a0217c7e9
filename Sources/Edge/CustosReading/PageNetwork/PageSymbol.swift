public import CustosImage

/// A symbol that a page network has found and read.
public struct PageSymbol: Equatable, Sendable {
  /// Where it is, in pixels of the page.
  public var box: Box
  /// Which of the form's groups it belongs to.
  public var group: Int
  /// Its class; the group's name where the network tells no classes apart.
  public var className: String
  /// The class's share of the softmax over the group's classes, 0...1; 1 where there is but one.
  public var classProbability: Float
  /// How probable it is that a symbol of the group is here, 0...1.
  public var probability: Float
  /// Softmax over the position's logits, one a label, 0...1.
  public var positionProbabilities: [Float]
  /// The position's logits as an engine's exact integers; none from a float network.
  public var positionLogits: [Int32]
  /// Which staff it belongs to, from top to bottom; nil where the page's staves are not known.
  public var staff: Int?

  /// The most probable position's place in the labels, the first among equals.
  public var position: Int {
    positionProbabilities.indices.reduce(0) {
      positionProbabilities[$1] > positionProbabilities[$0] ? $1 : $0
    }
  }
}
