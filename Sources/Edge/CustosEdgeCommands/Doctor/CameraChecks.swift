import CustosCamera
import CustosPlatform

/// What `doctor` finds out about cameras.
enum CameraChecks {
  /// Asks the camera port and looks at the video devices.
  static func all() -> [Check] {
    let port = CameraFinder.portCameras()
    let devices = CameraFinder.devices()
    let hasPort = if case .found(let names) = port { !names.isEmpty } else { false }
    return [
      self.port(port, isNeeded: devices.isEmpty), usb(devices, isNeeded: !hasPort),
    ]
  }

  /// `isNeeded`: whether there is no other camera.
  static func port(_ port: CameraFinder.PortCameras, isNeeded: Bool) -> Check {
    switch port {
    case .found(let names) where !names.isEmpty:
      return .ok("camera port", names.joined(separator: ", "))
    case .found:
      return isNeeded
        ? .problem(
          "camera port", "no camera",
          remedy:
            "Switch the board off, push the ribbon cable in with its contacts towards those of "
            + "the socket, and close the latch; or connect a USB camera.")
        : .ok("camera port", "no camera")
    case .noProgram:
      return isNeeded
        ? .problem(
          "camera port", "cannot be read: rpicam-hello is not installed",
          remedy: "sudo apt install rpicam-apps")
        : .unknown("camera port", "rpicam-hello is not installed")
    case .unknown(let message): return .unknown("camera port", message)
    }
  }

  static func usb(_ devices: [CameraFinder.Device], isNeeded: Bool) -> Check {
    guard devices.isEmpty else {
      return .ok(
        "usb camera",
        devices.map { "\($0.path) (\($0.name), \($0.driver))" }.joined(separator: ", "))
    }
    let unreadable = CameraFinder.unreadableDevices()
    guard unreadable.isEmpty else {
      return .problem(
        "usb camera", "no permission for " + unreadable.joined(separator: ", "),
        remedy: "sudo usermod -aG video $USER, then log in again.")
    }
    return isNeeded
      ? .problem(
        "usb camera", "no video device captures pictures",
        remedy: "Connect a USB camera, and look for it with lsusb; or use the camera port.")
      : .ok("usb camera", "none")
  }
}
