import CCustosMPI
public import CustosNetwork
import CustosPlatform
import Foundation

/// The processes that mpirun has started.
///
/// Numbers are added up in the order of the ranks, whatever order messages come in: each rank adds up a part
/// of a block of its own, which the others then get. A rank that does not answer ends the wait after a time
/// limit, by name.
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
  private let limitSeconds: Double
  private var received: [Float] = []

  /// Joins the other processes; returns when all have.
  ///
  /// - Parameters:
  ///   - plugin: path of the plug-in of the MPI that has started them.
  ///   - limitSeconds: how long a rank may be silent within a sum.
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

  // MARK: Sums

  /// Replaces each element by its sum over all ranks, in float32.
  public func sum(_ block: UnsafeMutableBufferPointer<Float>) throws(CommunicationError) {
    guard let base = block.baseAddress else { return }
    let parts = (0..<size).map { Shard($0, of: size).range(of: block.count) }
    let own = parts[rank]
    if received.count < size * own.count {
      received = [Float](repeating: 0, count: size * own.count)
    }
    try received.withUnsafeMutableBufferPointer { (buffer) throws(CommunicationError) in
      guard let others = buffer.baseAddress else { return }
      try exchange(
        sent: parts.map { UnsafeMutableRawBufferPointer(rebased(block, $0)) },
        received: (0..<size).map {
          UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(start: others + $0 * own.count, count: own.count))
        })
      (others + rank * own.count).update(from: base + own.lowerBound, count: own.count)
      for index in 0..<own.count {
        var sum = others[index]
        for other in 1..<size { sum += others[other * own.count + index] }
        base[own.lowerBound + index] = sum
      }
    }
    let sums = UnsafeMutableRawBufferPointer(rebased(block, own))
    try exchange(
      sent: (0..<size).map { _ in sums },
      received: parts.map { UnsafeMutableRawBufferPointer(rebased(block, $0)) })
  }

  /// Replaces each element by its sum over all ranks, in float64.
  public func sum(_ numbers: UnsafeMutableBufferPointer<Double>) throws(CommunicationError) {
    let all = try gather(Array(UnsafeRawBufferPointer(numbers)))
    for index in numbers.indices {
      var sum = 0.0
      for bytes in all {
        sum += bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: index * 8, as: Double.self)
        }
      }
      numbers[index] = sum
    }
  }

  /// The bytes of rank 0; what other ranks give is not looked at.
  ///
  /// - Throws: `CommunicationError`.
  public func broadcast(_ bytes: [UInt8]) throws(CommunicationError) -> [UInt8] {
    let count = Int(try sum([rank == 0 ? Double(bytes.count) : 0])[0])
    var bytes = rank == 0 ? bytes : [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (buffer) throws(CommunicationError) in
      let (all, none) = (
        UnsafeMutableRawBufferPointer(buffer), UnsafeMutableRawBufferPointer(start: nil, count: 0)
      )
      try exchange(
        sent: (0..<size).map { _ in rank == 0 ? all : none },
        received: (0..<size).map { $0 == 0 && rank > 0 ? all : none })
    }
    return bytes
  }

  /// The bytes of every rank, as many as each has, in the order of the ranks.
  public func gather(_ bytes: [UInt8]) throws(CommunicationError) -> [[UInt8]] {
    let counts = try gather(ofOneLength: withUnsafeBytes(of: Int64(bytes.count)) { Array($0) })
      .map { bytes in bytes.withUnsafeBytes { Int($0.loadUnaligned(as: Int64.self)) } }
    let longest = counts.max() ?? 0
    let padded = bytes + [UInt8](repeating: 0, count: longest - bytes.count)
    return zip(try gather(ofOneLength: padded), counts).map { Array($0.prefix($1)) }
  }

  private func gather(ofOneLength bytes: [UInt8]) throws(CommunicationError) -> [[UInt8]] {
    var (own, all) = (bytes, [UInt8](repeating: 0, count: size * bytes.count))
    try own.withUnsafeMutableBufferPointer { (own) throws(CommunicationError) in
      try all.withUnsafeMutableBufferPointer { (all) throws(CommunicationError) in
        try exchange(
          sent: (0..<size).map { _ in UnsafeMutableRawBufferPointer(own) },
          received: (0..<size).map {
            UnsafeMutableRawBufferPointer(
              UnsafeMutableBufferPointer(rebasing: all[$0 * own.count..<($0 + 1) * own.count]))
          })
      }
    }
    all.replaceSubrange(rank * bytes.count..<(rank + 1) * bytes.count, with: bytes)
    return (0..<size).map { Array(all[$0 * bytes.count..<($0 + 1) * bytes.count]) }
  }

  private func rebased(
    _ block: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>
  ) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: block[range])
  }

  // MARK: Messages

  /// Sends a message to each other rank and waits until all have come.
  private func exchange(
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
