import Foundation

/// A control group of this machine with a memory limit, removed with this object.
public final class LimitedMemory {
  private let folder: String
  private let members: String

  /// Makes the group; nil where this process may not, as in most containers.
  ///
  /// - Parameter megabytes: the limit.
  public init?(megabytes: Int) {
    let name = "custos-test-\(UUID().uuidString)"
    // Version 1 has a tree for memory, version 2 one for all.
    for (top, limit, members) in [
      ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "tasks"),
      ("/sys/fs/cgroup", "memory.max", "cgroup.procs"),
    ] {
      let folder = top + "/" + name
      guard mkdir(folder, 0o755) == 0 else { continue }
      if let file = FileHandle(forWritingAtPath: folder + "/" + limit),
        (try? file.write(contentsOf: Data("\(megabytes << 20)".utf8))) != nil
      {
        (self.folder, self.members) = (folder, members)
        return
      }
      rmdir(folder)
    }
    return nil
  }

  deinit { rmdir(folder) }

  /// Runs a program in the group and waits for its end.
  public func run(_ program: BuiltProgram, _ arguments: [String]) throws -> BuiltProgram.Outcome {
    try BuiltProgram(path: "/bin/sh").run(
      ["-c", "echo $$ > '\(folder)/\(members)' && exec \"$0\" \"$@\"", program.path] + arguments)
  }
}
