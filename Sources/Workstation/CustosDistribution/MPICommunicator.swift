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
  /// Seconds spent waiting for others.
  public private(set) var waitedSeconds = 0.0
  private let mpi: custos_mpi
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
    sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer]
  ) throws(CommunicationError) {
    func messages(_ buffers: [UnsafeMutableRawBufferPointer]) -> [custos_mpi_message] {
      buffers.map { custos_mpi_message(bytes: $0.baseAddress, count: $0.count) }
    }
    guard let exchange = mpi.begin(messages(sent), messages(received)) else {
      throw CommunicationError(
        "MPI on \(machine) takes no messages, perhaps for want of memory; look at what mpirun says."
      )
    }
    let start = MonotonicClock.nanoseconds
    var isDone: Int32 = 0
    var looks = 0
    while true {
      let error = mpi.progress(exchange, &isDone)
      guard error == 0 else {
        throw CommunicationError(
          "The connection to another machine broke: \(Self.description(of: error, mpi)). The last saved state "
            + "is kept; start again with --resume.")
      }
      if isDone != 0 { break }
      let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
      guard seconds < limitSeconds else { throw silence(exchange) }
      looks += 1
      // A message on the same machine takes microseconds; who waits longer leaves the CPU to others.
      if looks < 200 { sched_yield() } else { usleep(looks < 2000 ? 50 : 500) }
    }
    mpi.end(exchange)
    waitedSeconds += Double(MonotonicClock.nanoseconds - start) * 1e-9
  }

  private func silence(_ exchange: OpaquePointer) -> CommunicationError {
    let silent = Int(mpi.silent_rank(exchange))
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
