public import CustosPlatform

/// Very many short loops on a thread pool, watched from outside: a wake-up that is lost stops them.
///
/// The iterations of a loop take random times, so that threads run out of work and go to sleep at
/// every moment relative to each other.
public enum PoolStress {
  /// How a run ended.
  public enum Outcome: Equatable {
    /// Every loop has called its body once for every index.
    case done
    /// No progress was seen for as long as the caller was willing to wait.
    case stopped(afterLoops: Int)
    /// An index was visited more or less often than there were loops.
    case miscounted(index: Int, visits: Int)
  }

  /// Runs `loops` loops on a pool of `threads` threads.
  ///
  /// After `.stopped` the threads of the pool still wait: the process should end soon.
  ///
  /// - Parameter patienceMilliseconds: how long 1000 loops may take.
  /// - Throws: `PlatformError.threadsUnavailable`.
  public static func run(
    loops: Int, threads: Int, patienceMilliseconds: Int = 60_000
  ) throws(PlatformError) -> Outcome {
    let driver = try StressDriver(loops: loops, threads: threads)
    let thread = try WorkerThread { driver.run() }
    var loopsDone = 0
    while true {
      switch driver.progress.take(milliseconds: patienceMilliseconds) {
      case .value(let count): loopsDone = count
      case .nothing:
        // Letting go of the thread would wait for its end.
        _ = Unmanaged.passRetained(thread)
        return .stopped(afterLoops: loopsDone)
      case .end:
        thread.join()
        return driver.outcome
      }
    }
  }
}
