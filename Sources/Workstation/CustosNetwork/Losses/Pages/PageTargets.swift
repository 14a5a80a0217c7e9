/// What the outputs of a page network should be for the pictures of a batch.
public struct PageTargets: Sendable {
  /// A symbol whose centre lies in a cell.
  public struct Centre: Equatable, Sendable {
    /// The picture's place in the batch.
    public var image: Int
    /// The cell, `y * width + x`.
    public var cell: Int
    /// Channel of the centres.
    public var group: Int
    /// The four numbers of the boxes.
    public var box: SIMD4<Float>
    /// Channel of the positions, nil where the position is not known or means nothing.
    public var position: Int?
    /// Channel of the classes.
    public var classIndex: Int

    /// Describes a centre.
    public init(
      image: Int, cell: Int, group: Int, box: SIMD4<Float>, position: Int?, classIndex: Int
    ) {
      self.image = image
      self.cell = cell
      self.group = group
      self.box = box
      self.position = position
      self.classIndex = classIndex
    }
  }

  /// `[images, H, W, groups]`: 1 at a centre of the group, falling to 0 around it.
  public var heat: [Float]
  /// The centres in the order of the images.
  public var centres: [Centre]

  /// Takes targets over.
  public init(heat: [Float], centres: [Centre]) {
    self.heat = heat
    self.centres = centres
  }
}
