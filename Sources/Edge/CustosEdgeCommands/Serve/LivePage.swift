import CustosCamera
import CustosImage
import CustosNotation
import CustosPlatform
import CustosReading
import CustosServer

/// Answers the live page's requests. Everything here runs on the server's thread.
///
/// - `/`, `/live.css`, `/live.js`: the page, which shows nothing by itself;
/// - `/state.json`: the newest predictions and the state of the machine;
/// - `/frame.jpg?n=NUMBER`, `/patch.png?n=NUMBER&symbol=INDEX`: its pictures;
/// - POST `/hold` `{"frame": NUMBER}`: keeps a picture for corrections;
/// - POST `/feedback` `{"frame": NUMBER, "symbol": INDEX, "label": "L3", "class": "minima"}`: corrects a
///   label (for staff positions the field may be called `position`), a class, or both.
final class LivePage {
  private let state: LiveState
  private let token: AccessToken
  private let readsNeedToken: Bool
  private let store: FeedbackStore?
  private let hosts: HostHeader
  /// The predictions that clients have last seen, and those that they hold.
  private var shown = KeptReadings(limit: 4)
  private var held = KeptReadings(limit: 2)
  private var picture: (number: Int, bytes: [UInt8])?
  private var board: (time: UInt64, state: BoardState)?
  private var answerCount = 0

  /// Largest age of the board's state before it is read again.
  private static let boardNanoseconds: UInt64 = 1_000_000_000
  /// JPEG quality of the picture on the page.
  private static let quality = 80

  init(
    _ state: LiveState, token: AccessToken, readsNeedToken: Bool, store: FeedbackStore?,
    hosts: HostHeader = HostHeader()
  ) {
    self.hosts = hosts
    self.state = state
    self.token = token
    self.readsNeedToken = readsNeedToken
    self.store = store
  }

  /// Answers a request.
  func answer(_ request: HTTPRequest) -> HTTPResponse {
    guard hosts.accepts(request.host) else {
      return .refusal(
        403,
        "This server answers to its address, its name and localhost only; use one of them, or start "
          + "custos-edge serve with --host-name and the name that is asked for.")
    }
    do throws(Refusal) { return try route(request) } catch { return error.response }
  }

  private func route(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
    switch request.method {
    case .get:
      if let file = PageFile.response(request.path) { return file }
      guard !readsNeedToken || token.matches(request.token) else { throw Self.tokenMissing }
      switch request.path {
      case "/state.json": return stateText(request)
      case "/frame.jpg": return try frame(try reading(Self.number("n", request)))
      case "/patch.png":
        let served = try reading(Self.number("n", request))
        return try patch(served, try symbol(Self.number("symbol", request), of: served))
      default: throw Self.unknownPath
      }
    case .post:
      guard token.matches(request.token) else { throw Self.tokenMissing }
      switch request.path {
      case "/hold": return try hold(request.body)
      case "/feedback": return try correct(request.body)
      default: throw Self.unknownPath
      }
    }
  }

  /// A number of the query, nil where it is not there.
  private static func number(_ name: String, _ request: HTTPRequest) throws(Refusal) -> Int? {
    guard let text = request.queryValue(name) else { return nil }
    guard let number = Int(text) else { throw Refusal(400, "\"\(name)\" must be a number.") }
    return number
  }

  // MARK: Reading

  private func stateText(_ request: HTTPRequest) -> HTTPResponse {
    let (served, rate) = state.current
    if let served { shown.add(served) }
    let now = MonotonicClock.nanoseconds
    let board: BoardState
    if let last = self.board, now - last.time < Self.boardNanoseconds {
      board = last.state
    } else {
      board = BoardState()
      self.board = (now, board)
    }
    answerCount += 1
    return .json(
      StateFormat(state: state, store: store).text(
        served, rate: rate, board: board, mayWrite: token.matches(request.token),
        sequence: answerCount - 1))
  }

  private func frame(_ served: ServedReading) throws(Refusal) -> HTTPResponse {
    if picture?.number != served.number {
      do throws(ImageError) {
        picture = (
          served.number,
          try served.reading.frame.pixels.encoded(as: .jpeg, quality: Self.quality)
        )
      } catch { throw Refusal(500, error.message(for: "The picture")) }
    }
    return HTTPResponse(type: "image/jpeg", body: picture?.bytes ?? [])
  }

  private func patch(_ served: ServedReading, _ index: Int) throws(Refusal) -> HTTPResponse {
    let symbol = served.reading.symbols[index]
    let page = served.reading.page
    guard let window = symbol.prediction == nil ? page.classWindow : page.window else {
      throw Self.unknownPath
    }
    do throws(ImageError) {
      let patch = try window.patch(
        around: symbol.detection.box, of: served.reading.frame.pixels)
      return HTTPResponse(type: "image/png", body: try patch.encoded(as: .png))
    } catch { throw Refusal(404, error.message(for: "The symbol")) }
  }

  /// The predictions for a picture, or the newest ones for nil.
  private func reading(_ number: Int?) throws(Refusal) -> ServedReading {
    guard let number else {
      guard let newest = state.current.reading else {
        throw Refusal(404, "The camera has given no picture yet; try again.")
      }
      return newest
    }
    guard let served = held[number] ?? shown[number] else {
      throw Refusal(
        404, "Picture \(number) is not kept any more; ask for a newer one, or hold it earlier.")
    }
    return served
  }

  private func symbol(_ index: Int?, of served: ServedReading) throws(Refusal) -> Int {
    let symbols = served.reading.symbols
    guard let index, symbols.indices.contains(index) else {
      throw Refusal(
        404, "Picture \(served.number) has \(symbols.count) symbols; name one of them from 0 on.")
    }
    guard symbols[index].prediction != nil || symbols[index].classPrediction != nil else {
      throw Self.noLabel(symbols[index], served)
    }
    return index
  }

  private static func noLabel(_ symbol: SymbolReading, _ served: ServedReading) -> Refusal {
    Refusal(
      422,
      "Symbols of the class \(symbol.detection.className) have no \(served.results.labelSet.word).")
  }

  // MARK: Writing

  private func hold(_ body: [UInt8]) throws(Refusal) -> HTTPResponse {
    let served = try reading(try Self.integer("frame", of: try Self.parsed(body)))
    held.add(served)
    var object = JSONObject(schema: "custos.hold/1", sequence: served.number)
    object.add("frame", integer: served.number)
    return .json(object.text)
  }

  private func correct(_ body: [UInt8]) throws(Refusal) -> HTTPResponse {
    let value = try Self.parsed(body)
    let served = try reading(try Self.integer("frame", of: value))
    let index = try symbol(try Self.integer("symbol", of: value), of: served)
    let labels = served.results.labelSet
    let label = (value["label"] ?? value["position"])?.string
    let className = value["class"]?.string
    guard label.map({ labels.choices.contains($0) }) ?? (className != nil) else {
      throw Refusal(400, "\"label\" must be one of \(labels.choicesText).")
    }
    if let className {
      let classes = served.results.classes?.labels ?? []
      guard classes.contains(className) else {
        throw Refusal(
          400,
          "\"class\" must be a label of the model of --classes: "
            + (classes.isEmpty ? "none" : classes.joined(separator: ", ")) + ".")
      }
    } else if served.reading.symbols[index].prediction == nil {
      throw Self.noLabel(served.reading.symbols[index], served)
    }
    guard let store else {
      throw Refusal(
        409, "Nothing is stored; start custos-edge serve with --store FOLDER.")
    }
    let stored = try store.add(
      Correction(served: served, index: index, label: label, className: className))
    var object = JSONObject(schema: "custos.stored/1", sequence: store.labelCount)
    object.add("stored", text: stored)
    object.add("label", text: label)
    if let label, StaffPosition(name: label) != nil { object.add("position", text: label) }
    if let className { object.add("class", text: className) }
    object.add("used_bytes", integer: store.usedBytes)
    return .json(object.text)
  }

  private static func parsed(_ body: [UInt8]) throws(Refusal) -> JSONValue {
    do throws(JSONValue.Failure) { return try JSONValue(parsing: body) } catch {
      guard !error.isShortOfMemory else {
        throw Refusal(503, MemoryShortage.sentence(for: "the request"))
      }
      throw Refusal(400, "The body is not JSON: \(error.detail).")
    }
  }

  private static func integer(_ name: String, of value: JSONValue) throws(Refusal) -> Int {
    guard let number = value[name]?.integer else {
      throw Refusal(400, "\"\(name)\" must be a whole number.")
    }
    return number
  }

  private static var tokenMissing: Refusal {
    Refusal(
      403, "This needs the token that custos-edge serve has shown at its start; open that address.")
  }

  private static var unknownPath: Refusal {
    Refusal(404, "There is nothing at this path; the live page is at /.")
  }
}
