import CustosModelFile
import CustosPlatform
import CustosReading
import CustosServer

/// `custos-edge serve`: reads a camera's pictures and shows them on a page for a browser.
struct ServeCommand {
  static let rules = ArgumentRules(
    options: LiveOptions.names.filter { $0 != "format" } + ServeOptions.names,
    repeatable: LiveOptions.repeatable + ["host-name"], flags: LiveOptions.flags, takesWords: false)

  let live: LiveOptions
  let options: ServeOptions

  /// The labels whose bars are shown.
  private static let topCount = 5

  init(_ arguments: [String]) throws(CommandError) {
    let parsed = try ParsedArguments(arguments, verb: "serve", rules: Self.rules)
    options = try ServeOptions(parsed)
    live = try LiveOptions(parsed)
  }

  /// Serves until told to stop and returns the exit code.
  func run() throws(CommandError) -> Int32 {
    // Before the first thread: a client that goes away must not end the process.
    StopSignals.watch()
    var store: FeedbackStore?
    if let folder = options.store {
      store = try FeedbackStore(folder: folder, limitBytes: options.storeLimitBytes)
    }
    let state: LiveState
    do throws(PlatformError) { state = try LiveState() } catch { throw CommandError(error) }
    let server: HTTPServer
    do throws(ServerError) {
      let token = try AccessToken()
      let page = LivePage(
        state, token: token, readsNeedToken: options.kind == .other, store: store,
        hosts: HostHeader(further: options.hostNames))
      server = try HTTPServer(address: options.address, port: options.port) { page.answer($0) }
      announce(server, token)
    } catch { throw CommandError(error) }
    defer { server.stop() }
    let session = try LiveSession(live)
    try session.run(staysAtEnd: live.frameLimit == nil) { (reading) throws(CommandError) in
      let classifier = session.reader.classifier
      state.publish(
        ServedReading(
          reading: reading,
          results: ResultFormat(
            format: .jsonl, classifier: classifier, topCount: Self.topCount, showsLogits: false,
            threshold: session.reader.threshold, classes: session.reader.classes),
          counts: session.counts, time: UTCTime.now))
    }
    return try session.finish()
  }

  /// Says where the page is. Even `--quiet` needs this: nobody could correct a label otherwise.
  private func announce(_ server: HTTPServer, _ token: AccessToken) {
    Console.complain(
      "custos-edge: The live page is at \(options.url(port: server.port, token: token))")
    guard options.kind == .other else { return }
    Console.complain(
      "custos-edge: Other machines can reach \(options.address): whoever gets to know the token sees "
        + "the camera's pictures and can correct labels, and nothing is encrypted. Leave out --address "
        + "and use ssh -L where you can.")
  }
}
