import CCustosServer
import CustosPlatform

/// An HTTP server on a thread of its own: one request a connection, with the bounds of
/// `custos_server.h`.
public final class HTTPServer {
  private let server: OpaquePointer
  private let handler: Handler
  private let thread: WorkerThread
  private var isStopped = false

  private final class Handler: @unchecked Sendable {
    let answer: (HTTPRequest) -> HTTPResponse
    init(_ answer: @escaping (HTTPRequest) -> HTTPResponse) { self.answer = answer }
  }

  /// The port that it listens at.
  public let port: Int

  /// Starts to serve.
  ///
  /// - Parameters:
  ///   - address: a numeric address of this machine.
  ///   - port: 0 for any free one.
  ///   - answer: called on the server's thread, one request after another.
  /// - Throws: `ServerError.notAnAddress`, `.cannotListen` or `.platform`.
  public init(
    address: String, port: Int, answer: @escaping (HTTPRequest) -> HTTPResponse
  ) throws(ServerError) {
    guard AddressKind(address) != nil else { throw .notAnAddress(address) }
    handler = Handler(answer)
    var errorNumber: Int32 = 0
    let context = Unmanaged.passUnretained(handler).toOpaque()
    let server = address.withCString { text in
      custos_server_create(
        text, UInt16(clamping: port),
        { context, request, answer in
          guard let context, let request, let answer else { return }
          let handler = Unmanaged<Handler>.fromOpaque(context).takeUnretainedValue()
          let response = handler.answer(HTTPRequest(request.pointee))
          response.type.withCString { type in
            custos_answer_set(
              answer, Int32(response.status), type, response.body, response.body.count)
          }
        }, context, &errorNumber)
    }
    guard let server else {
      throw .cannotListen(address: address, port: port, errorNumber: errorNumber)
    }
    self.server = server
    self.port = Int(custos_server_port(server))
    do throws(PlatformError) {
      thread = try WorkerThread { custos_server_run(server) }
    } catch {
      custos_server_destroy(server)
      throw .platform(error)
    }
  }

  deinit { stop() }

  /// Ends all connections and frees the port; further calls do nothing.
  public func stop() {
    guard !isStopped else { return }
    isStopped = true
    custos_server_stop(server)
    thread.join()
    custos_server_destroy(server)
  }
}
