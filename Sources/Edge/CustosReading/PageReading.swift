/// What was read on one page or in one picture of a camera.
public struct PageReading: Sendable {
  /// From one staff line to the next, in pixels: measured or given; nil when it is not known.
  public let staffSpace: Double?
  /// What the network saw around each box; nil when the music's size was to be measured and the
  /// picture shows no staff: then nothing was read and `symbols` is empty. A page network saw the whole
  /// page: the window is then a part of eight staff spaces at its scale, to be shown.
  public let window: PatchWindow?
  /// What the network of classes saw around each box; nil without one.
  public var classWindow: PatchWindow?
  /// The time for measuring the staff space and finding symbols.
  public let findMicroseconds: Int
  /// The symbols in the order of their boxes.
  public var symbols: [SymbolReading]

  /// The window's size over the one of the training pages, nil without a window.
  public var scale: Double? { window?.scale }
}
