/// Chooses how many threads share an inference, from how long inferences take.
///
/// One more thread can make an inference slower: on a CPU that something else keeps busy, or on a slow one, its
/// share is late, and all others wait for it. So where the calling thread waits for a large part of the
/// time, some inferences with one thread less are tried in turns with some as before, and the faster number stays.
/// Where fewer run than may, one more is tried now and then, the more seldom the more often it did not help.
struct ThreadGovernor {
  /// Inferences that are judged together.
  private static let windowLength = 8
  /// Share of the time that the calling thread may wait without a trial.
  private static let usualWaiting = 0.2
  /// Inferences in a row with one number of threads in a trial, of which the first does not count: threads that
  /// took no part wake in it.
  private static let blockLength = 6
  /// Blocks of a trial, with the settled and the other number of threads in turns.
  private static let blocks = 4
  /// Another number of threads has to take less than this share of the time.
  private static let gain = 0.97
  /// Windows from a trial that changed nothing to the next one; doubled with each.
  private static let pauses = 8...256

  /// Times of the inferences with one number of threads, without the longest.
  private struct Times {
    private var sum: UInt64 = 0
    private var longest: UInt64 = 0

    mutating func add(_ time: UInt64) {
      sum += time
      longest = max(longest, time)
    }

    var total: Double { Double(sum - longest) }
  }

  /// Threads that may take part.
  let most: Int
  /// Threads for the next inference, `1...most`.
  private(set) var count: Int

  /// Threads outside of trials.
  private(set) var settled: Int
  /// The number that is being tried, and what it and the settled one took so far.
  private var candidate: Int?
  private var trialInferences = 0
  private var settledTimes = Times()
  private var candidateTimes = Times()
  /// What the present window took, and waited.
  private var inferences = 0
  private var time: UInt64 = 0
  private var waited: UInt64 = 0
  /// Windows until fewer and more threads may be tried.
  private var fewerPause = 0
  private var morePause = Self.pauses.lowerBound
  /// What these become behind a trial that changes nothing.
  private var nextFewerPause = Self.pauses.lowerBound
  private var nextMorePause = Self.pauses.lowerBound

  /// Begins with all threads.
  init(most: Int) {
    self.most = most
    count = most
    settled = most
  }

  /// Takes in an inference with `count` threads, and how long the calling thread waited in it for others.
  mutating func record(nanoseconds: UInt64, waited waiting: UInt64) {
    guard most > 1 else { return }
    if let candidate {
      compare(candidate, nanoseconds)
    } else {
      time += nanoseconds
      waited += waiting
      inferences += 1
      if inferences == Self.windowLength { judge() }
    }
  }

  /// Ends a window: maybe begins a trial.
  private mutating func judge() {
    let waits = Double(waited) > Self.usualWaiting * Double(time)
    (inferences, time, waited) = (0, 0, 0)
    fewerPause = max(0, fewerPause - 1)
    morePause = max(0, morePause - 1)
    if settled > 1, waits, fewerPause == 0 {
      begin(settled - 1)
    } else if settled < most, morePause == 0 {
      begin(settled + 1)
    }
  }

  private mutating func begin(_ number: Int) {
    candidate = number
    trialInferences = 0
    (settledTimes, candidateTimes) = (Times(), Times())
  }

  /// Adds an inference of a trial, and ends it when there are enough of both numbers of threads.
  private mutating func compare(_ candidate: Int, _ nanoseconds: UInt64) {
    if trialInferences % Self.blockLength != 0 {
      if count == candidate {
        candidateTimes.add(nanoseconds)
      } else {
        settledTimes.add(nanoseconds)
      }
    }
    trialInferences += 1
    count = trialInferences / Self.blockLength % 2 == 0 ? settled : candidate
    guard trialInferences == Self.blocks * Self.blockLength else { return }
    let isBetter = candidateTimes.total < Self.gain * settledTimes.total
    let isFewer = candidate < settled
    if isBetter { settled = candidate }
    count = settled
    self.candidate = nil
    if isFewer {
      nextFewerPause = Self.pause(after: nextFewerPause, isBetter)
      fewerPause = isBetter ? 0 : nextFewerPause
      if isBetter { morePause = nextMorePause }
    } else {
      nextMorePause = Self.pause(after: nextMorePause, isBetter)
      morePause = nextMorePause
    }
  }

  private static func pause(after pause: Int, _ isBetter: Bool) -> Int {
    isBetter ? pauses.lowerBound : min(2 * pause, pauses.upperBound)
  }
}
