/// A model that is a page network: its outputs by what they stand for.
///
/// The outputs are maps of one height h and width w, int8 or int32, a cell for each `form.stride` x
/// `form.stride` pixels of the input:
///
/// - `centres` `[h, w, G]`, channels named by groups: logit of a symbol of the group with its centre in
///   the cell;
/// - `boxes` `[h, w, 4]`: x and y of that centre in the cell, 0...1 from the left and top; natural
///   logarithms of the symbol's width and height in staff spaces;
/// - `positions` `[h, w, P]`, a channel a label: logits of the symbol's position;
/// - `classes` `[h, w, K]`, channels named `GROUP/CLASS`: logits of the symbol's class; may be absent.
public struct PageModel: Sendable {
  /// The model.
  public let model: ValidatedModel
  /// What its cells stand for.
  public let form: PageForm
  /// Place of the map of centres in the model's outputs.
  public let centres: Int
  /// Place of the map of boxes.
  public let boxes: Int
  /// Place of the map of positions.
  public let positions: Int
  /// Place of the map of classes; nil where a symbol's group is its class.
  public let classes: Int?
  /// The pixels that a cell of any of the maps depends on.
  public let field: ReceptiveField

  /// Names of the outputs.
  public static let outputNames = ["centres", "boxes", "positions", "classes"]
  /// Largest receptive field along an axis, in pixels, which bounds what tiles must share.
  public static let fieldLimit = 1024

  /// Looks for a page network's outputs.
  ///
  /// - Throws: `ModelError` that says what the model lacks.
  public init(_ model: ValidatedModel) throws(ModelError) {
    let finder = PageOutputFinder(model.model)
    self.model = model
    centres = try finder.required("centres")
    boxes = try finder.required("boxes")
    positions = try finder.required("positions")
    classes = finder.place(of: "classes")
    let places = [centres, boxes, positions] + (classes.map { [$0] } ?? [])
    try finder.check(places: places)
    let stride = try finder.stride(centres)
    field = try Self.field(model, places, stride: stride)
    try finder.check(channels: 4, of: boxes, meaning: "x, y, log width, log height")
    try finder.check(channels: model.model.labels.count, of: positions, meaning: "one a label")
    form = try finder.form(stride: stride, centres: centres, classes: classes)
  }

  /// The same network for pictures of another size, multiples of the stride.
  ///
  /// - Throws: `ModelError` where the size is none or the network cannot run at it.
  public func resized(height: Int, width: Int) throws(ModelError) -> PageModel {
    try PageModel(try model.resized(height: height, width: width))
  }

  /// What all maps together see; the operators must agree with the sizes on the stride.
  private static func field(
    _ model: ValidatedModel, _ places: [Int], stride: Int
  ) throws(ModelError) -> ReceptiveField {
    let fields = try model.receptiveFields()
    var field = fields[model.model.outputs[places[0]].tensor]
    for place in places {
      let output = model.model.outputs[place]
      let own = fields[output.tensor]
      guard own.rows.stride == stride, own.columns.stride == stride else {
        throw ModelError(
          "output \(output.name), stride of its operators",
          expected: "\(stride) as its size says", found: own.strideText)
      }
      field = field.union(own)
    }
    let extent = max(field.rows.extent, field.columns.extent)
    guard extent <= fieldLimit else {
      throw ModelError(
        "receptive field", expected: "at most \(fieldLimit) pixels for a page network",
        found: "\(extent)")
    }
    return field
  }
}
