import CustosCamera
import CustosEngine
import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading

/// Reads a camera's pictures until told to stop, and tells the service manager about it.
///
/// SIGINT and SIGTERM end it; SIGHUP reads the model file again: a good one takes the place of the
/// old one, and a bad one is reported.
final class LiveSession {
  let options: LiveOptions
  let reader: PageReader
  private let camera: Camera
  private let boxes: BoxStream?
  private var kept = KeptFrames()
  private let service: ServiceNotifier
  private(set) var frameCount = 0
  /// Boxes that lay outside their picture.
  private var outsideCount = 0
  private var isReady = false
  private var damage = DamageWatch()

  /// Opens model and camera.
  init(_ options: LiveOptions) throws(CommandError) {
    self.options = options
    CurrentProcess.keepFreedMemory()
    let (classifier, threshold, classes) = try Self.open(options)
    let symbols = try options.symbols(for: classifier)
    do throws(ReadingError) {
      reader = try PageReader(
        classifier, symbols: symbols, scale: options.scale, threshold: threshold,
        classes: classes, steady: options.steady)
    } catch { throw CommandError(error) }
    do throws(PlatformError) {
      service = try ServiceNotifier()
      var boxes: BoxStream?
      if case .streamed = symbols { boxes = try BoxStream() }
      self.boxes = boxes
      camera = try Camera(Self.settings(options, classifier)) { Self.say($0) }
    } catch { throw CommandError(error) }
  }

  /// The counts of the camera's pictures.
  var counts: CameraCounts { camera.currentCounts }

  /// Reads until the end and hands over every reading.
  ///
  /// - Parameter staysAtEnd: whether to wait for the signal after the camera's last picture.
  /// - Throws: what `take` throws; `CommandError` when the camera fails for good.
  func run(
    staysAtEnd: Bool = false, _ take: (FrameReading) throws(CommandError) -> Void
  ) throws(CommandError) {
    defer { camera.stop() }
    StopSignals.watch()
    tell { service throws(PlatformError) in try service.status("waiting for the camera") }
    reading: while !StopSignals.isStopRequested, frameCount < options.frameLimit ?? Int.max {
      if StopSignals.takeReload() { reload() }
      tell { service throws(PlatformError) in try service.keepAlive() }
      let event: Camera.Event
      do throws(CameraError) { event = try camera.next(milliseconds: 100) } catch {
        throw CommandError(error)
      }
      watchDamage(event)
      switch event {
      case .frame(let frame): try handle(frame, take)
      case .nothing: try drain(take)
      case .end:
        try finishStream(take)
        guard staysAtEnd else { break reading }
        MonotonicClock.sleep(nanoseconds: 100_000_000)
      }
    }
    tell { service throws(PlatformError) in try service.stopping() }
  }

  /// Says how many pictures were read.
  ///
  /// - Returns: the exit code: 0 where the end was asked for, whatever pictures were left out.
  /// - Throws: `CommandError` if the camera has ended by itself and all its pictures were damaged.
  func finish() throws(CommandError) -> Int32 {
    let counts = counts
    options.common.note(
      "custos-edge: \(frameCount) pictures read, \(counts.dropped) passed over for newer "
        + "ones, \(counts.damaged) damaged, \(counts.restarts) restarts of the camera.")
    if outsideCount > 0 {
      Self.say("Boxes left out because they lay outside their pictures: \(outsideCount).")
    }
    guard !StopSignals.isStopRequested, frameCount < options.frameLimit ?? Int.max else {
      return ExitStatus.success
    }
    if frameCount == 0, counts.damaged > 0 {
      throw CommandError(
        "No picture of the camera could be decoded; check the source.", exitCode: ExitStatus.badData
      )
    }
    return counts.damaged + outsideCount > 0 ? ExitStatus.someFailed : ExitStatus.success
  }

  /// Says so when every picture is damaged, and when one can be read again.
  private func watchDamage(_ event: Camera.Event) {
    if case .frame(let frame) = event {
      if damage.recovers() { tellReading(frame) }
      return
    }
    let damaged = counts.damaged
    guard let seconds = damage.lasts(damaged: damaged, at: MonotonicClock.nanoseconds) else {
      return
    }
    Self.say(
      "Every picture of the last \(seconds) s was damaged, \(damaged) in all; reading goes on. Check "
        + "the camera, its cable and its power, or ask for a smaller --size.")
    // A service that has started must say so, or it is taken for stuck.
    isReady = true
    tell { service throws(PlatformError) in
      try service.ready(status: "every picture is damaged (\(damaged) up to now)")
    }
  }

  private func tellReading(_ frame: Frame) {
    tell { service throws(PlatformError) in
      try service.ready(
        status: "reading pictures of \(frame.pixels.width) x \(frame.pixels.height)")
    }
  }

  private func handle(
    _ frame: Frame, _ take: (FrameReading) throws(CommandError) -> Void
  ) throws(CommandError) {
    if !isReady {
      isReady = true
      tellReading(frame)
    }
    guard boxes != nil else {
      try hand(frame, [], take)
      return
    }
    kept.add(frame)
    try drain(take)
  }

  private func hand(
    _ frame: Frame, _ boxes: [Detection], _ take: (FrameReading) throws(CommandError) -> Void
  ) throws(CommandError) {
    let reading: FrameReading
    do throws(ReadingError) {
      reading = FrameReading(frame: frame, page: try reader.read(frame.picture, given: boxes))
    } catch { throw CommandError(error) }
    frameCount += 1
    // Said once: the same boxes in every picture would fill the log.
    if outsideCount == 0, reading.outsideCount > 0 {
      Self.say(
        "Boxes of picture \(frame.number) lie outside its \(frame.pixels.width) x "
          + "\(frame.pixels.height) pixels and are left out; give boxes in pixels of the camera's "
          + "pictures.")
    }
    outsideCount += reading.outsideCount
    try take(reading)
  }

  /// Reads the kept pictures whose boxes have come.
  private func drain(
    _ take: (FrameReading) throws(CommandError) -> Void
  ) throws(CommandError) {
    guard let boxes else { return }
    for frame in kept.frames {
      guard let line = boxes.take(number: frame.number, name: frame.name) else { continue }
      kept.remove(frame.number)
      try hand(frame, line.boxes, take)
    }
  }

  /// After the last picture, waits for boxes that are still to come.
  private func finishStream(
    _ take: (FrameReading) throws(CommandError) -> Void
  ) throws(CommandError) {
    guard let boxes else { return }
    while !StopSignals.isStopRequested, !kept.frames.isEmpty {
      let wasAtEnd = boxes.hasEnded
      try drain(take)
      if wasAtEnd { break }
      MonotonicClock.sleep(nanoseconds: 10_000_000)
    }
    if !kept.frames.isEmpty {
      Self.say("No boxes came for \(kept.frames.count) pictures.")
    }
  }

  // MARK: Model

  /// Opens the models, checks that they can be used, and gives them with the threshold that is asked
  /// for.
  private static func open(
    _ options: LiveOptions
  ) throws(CommandError) -> (Classifier, threshold: Double?, ClassReader?) {
    let classifier = try options.common.openClassifier()
    try check(classifier)
    let classes = try options.common.openClasses(options.finding.classes, options.threshold)
    if let classes { try check(classes.classifier) }
    return (classifier, try options.threshold.value(for: classifier), classes)
  }

  private static func check(_ classifier: Classifier) throws(CommandError) {
    let isExact: Bool
    do throws(EngineError) { isExact = try classifier.passesSelfTest() } catch {
      throw CommandError(error)
    }
    guard isExact else {
      throw CommandError(
        "\(classifier.path) gives other results here than where it was made; "
          + "copy it again, and run custos-edge selftest.", exitCode: ExitStatus.checkFailed)
    }
  }

  private func reload() {
    tell { service throws(PlatformError) in try service.reloading() }
    do throws(CommandError) {
      let (classifier, threshold, classes) = try Self.open(options)
      do throws(ReadingError) {
        try reader.replace(classifier, threshold: threshold, classes: classes)
      } catch { throw CommandError(error) }
      Self.say("The model \(classifier.model.name) \(classifier.checksum) is loaded.")
    } catch {
      Self.say("The old model stays: \(error.message)")
    }
    tell { service throws(PlatformError) in try service.ready() }
  }

  // MARK: The rest

  private static func settings(_ options: LiveOptions, _ classifier: Classifier) -> CameraSettings {
    let sizes = classifier.model.preprocessing
    let own = classifier.model.selfTests.map {
      PixelBuffer(width: sizes.networkWidth, height: sizes.networkHeight, pixels: $0.pixels)
        .resized(width: sizes.cropWidth, height: sizes.cropHeight)
    }
    var settings = CameraSettings(
      options.camera, width: options.width, height: options.height, rate: options.rate,
      ownPictures: own)
    settings.rotation = options.rotation
    settings.preparation = options.preparation
    settings.portControls = options.portControls
    return settings
  }

  private static func say(_ sentence: String) { Console.complain("custos-edge: \(sentence)") }

  /// If the service manager does not listen, reading continues.
  private func tell(_ body: (ServiceNotifier) throws(PlatformError) -> Void) {
    do throws(PlatformError) { try body(service) } catch { Self.say(error.message) }
  }
}

/// Pictures that wait for a detector's boxes: the newest ones, within a bound of memory.
struct KeptFrames {
  private(set) var frames: [Frame] = []

  /// Bytes of pixels at most, but two pictures in any case.
  static let byteLimit = 64 << 20

  /// Keeps a picture and drops the oldest ones beyond the bound.
  mutating func add(_ frame: Frame) {
    frames.append(frame)
    while frames.count > 2, frames.reduce(0, { $0 + $1.picture.byteCount }) > Self.byteLimit {
      frames.removeFirst()
    }
  }

  /// Drops a picture.
  mutating func remove(_ number: Int) { frames.removeAll { $0.number == number } }
}
