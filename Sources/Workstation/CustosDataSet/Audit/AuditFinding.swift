/// Something that an audit found wrong with a data set.
public struct AuditFinding: Equatable, Sendable {
  /// What is wrong.
  public enum Kind: String, CaseIterable, Sendable {
    /// A file cannot be read or decoded.
    case unreadable
    /// A file among the pictures or the class folders is none.
    case foreignFile = "foreign_file"
    /// A class folder of the training set holds no picture.
    case emptyClass = "empty_class"
    /// A class folder of another set names a class that the training set lacks.
    case unknownClass = "unknown_class"
    /// A picture is there in several classes.
    case contradiction
    /// A picture is in several sets.
    case duplicate
    /// Patches of one page are in several sets.
    case sharedPage = "shared_page"
    /// A page is there twice, under two names in different sets.
    case twinPage = "twin_page"
    /// A picture has another size than most.
    case oddSize = "odd_size"
    /// The usual size has another shape than the network's input.
    case distortion
    /// A class has a single training picture, or none in another set.
    case smallClass = "small_class"

    /// Whether training cannot go on with it.
    public var isError: Bool {
      switch self {
      case .unreadable, .foreignFile, .emptyClass, .unknownClass, .contradiction: true
      case .duplicate, .sharedPage, .twinPage, .oddSize, .distortion, .smallClass: false
      }
    }

    /// The plural of what it concerns, for "and 12 more ...".
    var plural: String {
      switch self {
      case .unreadable: "files that cannot be used"
      case .foreignFile: "files that are no pictures"
      case .emptyClass: "classes without a picture"
      case .unknownClass: "unknown classes"
      case .contradiction: "pictures that are there in several classes"
      case .duplicate: "pictures that are in several sets"
      case .sharedPage: "pages that are in several sets"
      case .twinPage: "pages that are there twice"
      case .oddSize: "pictures of another size"
      case .distortion: "sizes of another shape"
      case .smallClass: "classes with too few pictures"
      }
    }
  }

  /// What is wrong.
  public let kind: Kind
  /// A whole sentence.
  public let message: String
  /// Paths of the files or folders concerned; pages, for shared ones.
  public let files: [String]

  /// The sentences of many findings, at most `limit` a kind and then how many more there are.
  public static func sentences(
    _ findings: [AuditFinding], limit: Int = 20
  ) -> [(isError: Bool, text: String)] {
    Kind.allCases.flatMap { kind -> [(isError: Bool, text: String)] in
      let own = findings.filter { $0.kind == kind }
      var texts = own.prefix(limit).map(\.message)
      if own.count > limit { texts.append("There are \(own.count - limit) more \(kind.plural).") }
      return texts.map { (kind.isError, $0) }
    }
  }
}
