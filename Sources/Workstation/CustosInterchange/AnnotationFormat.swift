/// The forms of annotations that a `Conversion` reads and writes.
public enum AnnotationFormat: String, CaseIterable, Sendable {
  /// A text file a page, one symbol a line, see `CompleteAnnotation`.
  case lines
  /// One JSON file for all pages, as the COCO data set has it.
  case coco
  /// An XML file a page, as the Pascal VOC data sets have it.
  case voc
  /// A text file a page with a list of class names, as Ultralytics and Darknet read it.
  case yolo
  /// An XML file a page, the music notation graphs of MUSCIMA++.
  case mung

  /// Its name in sentences.
  public var title: String {
    switch self {
    case .lines: "Annotation lines"
    case .coco: "COCO"
    case .voc: "Pascal VOC"
    case .yolo: "YOLO"
    case .mung: "MuNG"
    }
  }

  /// Whether its files name sizes of pages, or fractions of them.
  var needsPageSizes: Bool { self == .coco || self == .voc || self == .yolo }

  /// Where it keeps staff positions unless something else is asked for.
  var positions: PositionStorage { self == .yolo ? .name : .attribute }
}
