public import CustosArchitectures

/// What the training of a page network has beside that of a classifier.
public struct PageOptions: Codable, Equatable, Sendable {
  /// What the network tells apart and how large it is.
  public var network: PageArchitecture
  /// Crops of an epoch.
  public var cropCount = 3000
  /// Share of the crops that show drawn pages; nil for the share that these have among all pages.
  public var drawnShare: Float?
  /// Share of the crops around a symbol of a class that is drawn evenly among all classes.
  public var balance: Float = 0.2
  /// Distance of staff lines in pixels of the network's input.
  public var staffSpace = PageOptions.standardStaffSpace
  /// Distance of the pages' own staff lines in pixels; nil to measure it on each page.
  public var givenStaffSpace: Double?

  /// The distance of staff lines that pages are scaled to unless one is given: 12 pixels, where the
  /// smallest signs, dots, still are 3 pixels wide and a page of 6.6 megapixels shrinks to an eighth.
  public static let standardStaffSpace = 12.0

  /// Rows and columns of the crops that a page network is trained with unless others are given.
  public static let standardCrop = 256

  /// Whether all of it can be.
  var isPossible: Bool {
    network.isPossible && TrainingLimits.cropCount.contains(cropCount)
      && TrainingLimits.staffSpace.contains(staffSpace)
      && (0...1).contains(drawnShare ?? 0) && (0...1).contains(balance)
      && givenStaffSpace.map(TrainingLimits.staffSpace.contains) ?? true
  }

  /// Takes the usual values.
  public init(_ network: PageArchitecture) { self.network = network }
}
