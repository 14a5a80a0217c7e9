import CCustosMPI
public import CustosNetwork
import CustosPlatform
import Foundation

/// The processes that mpirun has started.
///
/// A rank that does not answer ends the wait after a time limit, by name.
public final class MPICommunicator: Communicator {
  /// Number of this process.
  public let rank: Int
  /// Number of processes.
  public let size: Int
  /// The name of this process's machine.
  public let machine: String
  /// The names of all ranks' machines.
  public private(set) var machines: [String] = []
  /// Seconds that the training has waited for others.
  public var waitedSeconds = 0.0
  /// Bytes sent to others.
  public var sentBytes: Int { lock.withLock { traffic.bytes } }
  /// Messages sent to others.
  public var sentMessages: Int { lock.withLock { traffic.messages } }
  /// Seconds in which gradients travelled, seen or not.
  public var gradientSeconds: Double { lock.withLock { traffic.gradientSeconds } }
  /// Gradients are sent in pieces of so many bytes, so that a message of the step, which the training waits for,
  /// finds short queues on its way.
  private static let pieceBytes = 128 << 10
  /// Pieces for each rank that are under way at once.
  private static let piecesUnderWay = 4
  /// Why an exchange has failed: those of other threads end with it, since who began to wait first knows best which
  /// rank is silent, and others may wait for a rank that waits itself.
  private var failure: CommunicationError?
  private var traffic = (bytes: 0, messages: 0, gradientSeconds: 0.0)
  private let mpi: custos_mpi
  /// Held in each call of MPI, which bears one thread at a time.
  private let lock = NSLock()
  /// How long a rank may be silent while others wait for it.
  public var limitSeconds: Double

  /// Joins the other processes; returns when all have.
  ///
  /// - Parameters:
  ///   - plugin: path of the plug-in of the MPI that has started them.
  ///   - limitSeconds: how long a rank may be silent while others wait for it.
  /// - Throws: `CommunicationError`.
  public init(plugin: String, limitSeconds: Double) throws(CommunicationError) {
    var text = [CChar](repeating: 0, count: Int(CUSTOS_MPI_TEXT_BYTES))
    guard let table = custos_mpi_load(plugin, &text) else {
      throw CommunicationError(
        "\(plugin) cannot be loaded: \(Self.string(text)). Make it with `make build MPI=1` on this machine."
      )
    }
    mpi = table.pointee
    var (rank, size) = (Int32(0), Int32(0))
    let error = mpi.start(&rank, &size, &text)
    guard error == 0 else {
      throw CommunicationError(
        "MPI does not start: \(Self.description(of: error, mpi)); look at what mpirun says.")
    }
    (self.rank, self.size) = (Int(rank), Int(size))
    machine = Self.string(text)
    self.limitSeconds = limitSeconds
    machines = try gather(Array(machine.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Leaves; returns when all processes do.
  public func finish() { _ = mpi.finish() }

  /// Ends all processes.
  public func abort(exitCode: Int32) { mpi.abort(exitCode) }

  /// A rank and its machine for messages.
  public func name(ofRank rank: Int) -> String {
    machines.indices.contains(rank) ? "Rank \(rank) (\(machines[rank]))" : "Rank \(rank)"
  }

  // MARK: Messages

  /// Sends a message to each other rank and waits until all have come.
  public func exchange(
    sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer],
    on channel: MessageChannel
  ) throws(CommunicationError) {
    let start = MonotonicClock.nanoseconds
    let piece = channel == .step ? Int.max : Self.pieceBytes
    let longest = (sent + received).map(\.count).max() ?? 0
    var underWay: [OpaquePointer] = []
    for begin in stride(from: 0, to: max(1, longest), by: piece) {
      if underWay.count == Self.piecesUnderWay { try complete(underWay.removeFirst(), channel) }
      underWay.append(
        try self.begin(Self.slice(sent, begin, piece), Self.slice(received, begin, piece), channel))
    }
    for exchange in underWay { try complete(exchange, channel) }
    let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
    if channel == .step { waitedSeconds += seconds }
    let others = sent.enumerated().filter { $0.offset != rank && !$0.element.isEmpty }
    lock.withLock {
      traffic.bytes += others.reduce(0) { $0 + $1.element.count }
      traffic.messages += others.reduce(0) { $0 + ($1.element.count - 1) / piece + 1 }
      if channel == .gradients { traffic.gradientSeconds += seconds }
    }
  }

  private static func slice(
    _ messages: [UnsafeMutableRawBufferPointer], _ begin: Int, _ length: Int
  ) -> [custos_mpi_message] {
    messages.map { message in
      let begin = min(begin, message.count)
      return custos_mpi_message(
        bytes: message.baseAddress.map { $0 + begin },
        count: min(length, message.count - begin))
    }
  }

  private func begin(
    _ sent: [custos_mpi_message], _ received: [custos_mpi_message], _ channel: MessageChannel
  ) throws(CommunicationError) -> OpaquePointer {
    guard let exchange = lock.withLock({ mpi.begin(sent, received, Int32(channel.rawValue)) })
    else {
      throw CommunicationError(
        "MPI on \(machine) takes no messages, perhaps for want of memory; look at what mpirun says."
      )
    }
    return exchange
  }

  private func complete(
    _ exchange: OpaquePointer, _ channel: MessageChannel
  ) throws(CommunicationError) {
    try wait(for: exchange, on: channel)
    lock.withLock { mpi.end(exchange) }
  }

  private func wait(
    for exchange: OpaquePointer, on channel: MessageChannel
  ) throws(CommunicationError) {
    let start = MonotonicClock.nanoseconds
    var looks = 0
    while true {
      var isDone: Int32 = 0
      let error = lock.withLock { mpi.progress(exchange, &isDone) }
      guard error == 0 else {
        throw CommunicationError(
          "The connection to another machine broke: \(Self.description(of: error, mpi)). The last saved state "
            + "is kept; start again with --resume.")
      }
      if isDone != 0 { return }
      if let failure = lock.withLock({ failure }) { throw failure }
      let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
      guard seconds < limitSeconds else {
        let silence = silence(exchange)
        lock.withLock { failure = failure ?? silence }
        throw silence
      }
      looks += 1
      // Who waits for gradients leaves the CPU to those who compute. A message of the step takes microseconds on
      // the same machine; who waits longer leaves the CPU to others.
      switch channel {
      case .gradients: usleep(200)
      case .step:
        if looks < 200 { sched_yield() } else { usleep(looks < 2000 ? 50 : 500) }
      }
    }
  }

  private func silence(_ exchange: OpaquePointer) -> CommunicationError {
    let silent = lock.withLock { Int(mpi.silent_rank(exchange)) }
    return CommunicationError(
      "\(name(ofRank: silent)) has not answered for \(Int(limitSeconds)) seconds. The last saved state is kept: "
        + "look after that machine, or start again without it and with --resume.")
  }

  private static func description(of error: Int32, _ mpi: custos_mpi) -> String {
    var text = [CChar](repeating: 0, count: Int(CUSTOS_MPI_TEXT_BYTES))
    mpi.describe(error, &text)
    return string(text)
  }

  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
