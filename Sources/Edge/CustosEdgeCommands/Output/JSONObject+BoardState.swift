import CustosPlatform

extension JSONObject {
  /// Clock, temperature and throttling; what is unknown is null.
  init(_ state: BoardState) {
    self.init()
    add("clock_khz", integer: state.clockKilohertz)
    add("temperature_c", number: state.temperatureMillidegrees.map { Double($0) / 1000 })
    guard let throttling = state.throttling else {
      addNull("throttling")
      return
    }
    var names = JSONObject()
    names.add("bits", text: throttling.hexadecimal)
    names.add("now", list: throttling.now.map { JSONObject.quoted($0) })
    names.add("since_boot", list: throttling.sinceBoot.map { JSONObject.quoted($0) })
    add("throttling", object: names)
  }
}
