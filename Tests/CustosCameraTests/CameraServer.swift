import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A made-up network camera: answers each connection with the same pieces, and keeps the requests.
final class CameraServer: Sendable {
  let port: Int
  private let listening: Int32
  private let received = Mutex<[String]>([])
  private let isStopped = Mutex(false)

  struct Failure: Error { var what: String }

  /// Serves at this machine's own address.
  ///
  /// - Parameters:
  ///   - pieces: what is sent, with 20 ms between.
  ///   - repeats: whether the pieces after the first one come again and again.
  ///   - stays: whether the connection stays open when everything is sent.
  init(_ pieces: [[UInt8]], repeats: Bool = false, stays: Bool = false) throws {
    listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listening
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isListening else { throw Failure(what: "listen: \(errno)") }
    port = Int(in_port_t(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let client = accept(listening, nil, nil)
        guard client >= 0 else { return }
        Thread.detachNewThread { [self] in answer(client, pieces, repeats, stays) }
      }
    }
  }

  /// The requests up to now.
  var requests: [String] { received.withLock { $0 } }

  func stop() {
    isStopped.withLock { $0 = true }
    shutdown(listening, Int32(SHUT_RDWR))
    close(listening)
  }

  private func answer(_ client: Int32, _ pieces: [[UInt8]], _ repeats: Bool, _ stays: Bool) {
    defer { close(client) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(client, &buffer, buffer.count, 0)
    received.withLock { $0.append(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)) }
    var index = 0
    while index < pieces.count, !isStopped.withLock({ $0 }) {
      guard send(client, pieces[index], pieces[index].count, Int32(MSG_NOSIGNAL)) >= 0 else {
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
      index += 1
      if repeats, index == pieces.count { index = 1 }
    }
    while stays, !isStopped.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.05) }
  }
}
