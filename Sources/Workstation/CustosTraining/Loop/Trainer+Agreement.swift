import CustosNetwork
import CustosPlatform
import CustosSupport
import Foundation

extension Trainer {
  /// What must be the same in all processes that train together, so that they come to the same weights.
  private struct Fact {
    let name: String
    let checksum: UInt32
    let remedy: String
  }

  /// Compares data, options and versions of the processes that train together.
  ///
  /// - Parameter allowsOtherCPUs: whether CPUs may differ for which OpenBLAS has other kernels; runs are then no
  ///   longer the same bit by bit on other machines.
  /// - Throws: `TrainingError.usage` that names a machine that differs from that of rank 0; the same in all
  ///   processes.
  public func requireAgreement(allowsOtherCPUs: Bool = false) throws {
    guard communicator.size > 1 else { return }
    for fact in try facts(allowsOtherCPUs) {
      let checksums = try communicator.gather(Double(fact.checksum))
      guard let other = checksums.firstIndex(where: { $0 != checksums[0] }) else { continue }
      throw TrainingError.usage(
        "\(communicator.name(ofRank: other)) has other \(fact.name) than \(communicator.name(ofRank: 0)); "
          + fact.remedy)
    }
  }

  private func facts(_ allowsOtherCPUs: Bool) throws -> [Fact] {
    let identity = task.identity
    var options = state.options
    options.threads = 1
    options.checkpointMinutes = 0
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var facts = [
      Fact(
        name: "software", checksum: Self.checksum(CustosVersion.current),
        remedy: "install the same version of custos on all machines."),
      Fact(
        name: "options", checksum: CRC32.checksum(Array(try encoder.encode(options))),
        remedy: "give all processes the same ones; --threads and --checkpoint-minutes may differ."),
      Fact(
        name: "classes", checksum: Self.checksum(identity.labels.joined(separator: "\n")),
        remedy: "copy the data set to all machines."),
      Fact(
        name: "training pictures", checksum: identity.trainingDigest,
        remedy: "copy the data set to all machines."),
      Fact(
        name: "validation pictures", checksum: identity.validationDigest,
        remedy: "copy the data set to all machines."),
      Fact(
        name: "weights of the teacher", checksum: identity.teacherDigest ?? 0,
        remedy: "copy its file to all machines."),
      Fact(
        name: "weights to begin with",
        checksum: parameters.snapshot().withUnsafeBytes { CRC32.checksum(Array($0)) },
        remedy: "copy the file of --weights, or the folder of --resume, to all machines."),
    ]
    if !allowsOtherCPUs {
      facts.append(
        Fact(
          name: "kernels of OpenBLAS (\(NumericsVersion.openBLAS))",
          checksum: Self.checksum(NumericsVersion.openBLAS),
          remedy:
            "they round in other ways. Set OPENBLAS_CORETYPE to one core type that all CPUs can run, such as "
            + "Haswell, or give --allow-different-cpus to go on without the promise of equal bits.")
      )
    }
    return facts
  }

  private static func checksum(_ text: String) -> UInt32 { CRC32.checksum(Array(text.utf8)) }
}
