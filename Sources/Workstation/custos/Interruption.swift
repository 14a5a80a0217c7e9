import Foundation
import Synchronization

/// Ctrl-C and termination as a flag, so that work can end at a good place.
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  /// Whether the user or the system asked the process to end.
  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Turns the first SIGINT or SIGTERM into the flag; the second ends the process at once.
  static func catchSignals() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.flag.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }
}
