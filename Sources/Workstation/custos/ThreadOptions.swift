import ArgumentParser
import CustosPlatform

/// Options that commands with much work share.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads to work with; 0 takes every CPU. int8 results do not depend on it.")
  var threads = 0

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be 0 to 1024, but \(threads) was given.")
    }
  }

  /// Starts the threads.
  func makePool() throws -> ThreadPool { try makePool(atMost: Int.max) }

  /// Starts threads of which each has a decoded page: where no number is given, no more than half of the
  /// memory that the process can still have holds with 256 MiB a page.
  func makePagePool() throws -> ThreadPool {
    try makePool(atMost: max(1, MemoryLimit.bytes() / (2 * 256 << 20)))
  }

  private func makePool(atMost limit: Int) throws -> ThreadPool {
    try ThreadPool(
      threadCount: threads == 0 ? min(ThreadPool.defaultThreadCount(), limit) : threads)
  }
}
