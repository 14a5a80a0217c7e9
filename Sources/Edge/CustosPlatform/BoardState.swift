/// What the system tells of the board at one moment; nil is unknown.
public struct BoardState: Equatable, Sendable {
  /// The clock of the first CPU in kHz. All CPUs of a Raspberry Pi have the same.
  public let clockKilohertz: Int?
  /// The processor's temperature in thousandths of a degree Celsius.
  public let temperatureMillidegrees: Int?
  /// What holds the processor back. Only a Raspberry Pi's firmware tells.
  public let throttling: Throttling?

  /// Reads the state from the `sys` below `root`, which is empty but in tests.
  public init(root: String = "") {
    clockKilohertz = SystemFile.integer(
      root + "/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")
    temperatureMillidegrees = SystemFile.integer(root + "/sys/class/thermal/thermal_zone0/temp")
    throttling = Self.throttling(root + "/sys/bus/platform/drivers/raspberrypi-firmware")
  }

  /// The firmware's device lies in another place on every board, but its driver links to it.
  private static func throttling(_ driver: String) -> Throttling? {
    var devices: [String] = []
    do throws(PlatformError) { devices = try FileSystem.list(driver) } catch { return nil }
    for device in devices {
      if let text = SystemFile.text(Path.join(driver, device) + "/get_throttled") {
        return Throttling(hexadecimal: text)
      }
    }
    return nil
  }
}
