/// What `doctor` says of one thing.
struct Check: Equatable {
  /// How the thing is.
  enum State: String, Equatable {
    /// As it should be.
    case ok
    /// Something that should be changed.
    case problem
    /// Something that the system does not tell.
    case unknown
  }

  /// The thing, in one word, such as `temperature`.
  let name: String
  let state: State
  /// What was found.
  let found: String
  /// What to do about a problem.
  let remedy: String?

  static func ok(_ name: String, _ found: String) -> Check {
    Check(name: name, state: .ok, found: found, remedy: nil)
  }

  static func unknown(_ name: String, _ found: String) -> Check {
    Check(name: name, state: .unknown, found: found, remedy: nil)
  }

  static func problem(_ name: String, _ found: String, remedy: String) -> Check {
    Check(name: name, state: .problem, found: found, remedy: remedy)
  }

  /// A fact that may be unknown, and that is good whatever it is.
  static func fact(_ name: String, _ found: String?) -> Check {
    found.map { ok(name, $0) } ?? unknown(name, "the system does not tell")
  }
}
