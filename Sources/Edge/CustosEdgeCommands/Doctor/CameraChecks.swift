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
    case .failing(let names, let message):
      return .problem(
        "camera port",
        (names.isEmpty ? "" : names.joined(separator: ", ") + ", but rpicam-hello says: ")
          + message,
        remedy: CameraError.remedy(for: message))
    case .unknown(let message): return .unknown("camera port", message)
    }
  }

  /// `start` tries a device and gives what is wrong with it.
  static func usb(
    _ devices: [CameraFinder.Device], isNeeded: Bool,
    start: (CameraFinder.Device) -> CameraError? = {
      CameraFinder.startFailure(
        $0, width: LiveOptions.defaultWidth, height: LiveOptions.defaultHeight)
    }
  ) -> Check {
    guard devices.isEmpty else {
      var found = devices.map { "\($0.path) (\($0.name), \($0.driver))" }.joined(separator: ", ")
      let lasting = devices.compactMap { $0.lastingPath }
      if devices.count > 1, !lasting.isEmpty {
        found +=
          "; numbers change, name a camera "
          + lasting.map { "v4l2:" + $0 }.joined(separator: " or ")
      }
      for device in devices {
        switch start(device) {
        case nil: continue
        case .busy: found += "; \(device.path) is in use by another program"
        case .device(_, let step, let detail, let remedy):
          return .problem(
            "usb camera", "\(found); \(device.path) fails at the step \(step): \(detail)",
            remedy: remedy)
        case let error?: return .problem("usb camera", found, remedy: error.message)
        }
      }
      return .ok("usb camera", found)
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
