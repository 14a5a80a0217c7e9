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
  func makePool() throws -> ThreadPool {
    try ThreadPool(threadCount: threads == 0 ? ThreadPool.defaultThreadCount() : threads)
  }
}
