import CCustosPlatform

/// A failure of the operating system, with what is needed to say so in a sentence.
public enum PlatformError: Error, Equatable, Sendable {
  /// The system has no memory left. `purpose` completes "not enough memory for".
  case outOfMemory(purpose: String)
  /// The worker threads of a pool could not be started.
  case threadsUnavailable(requested: Int)
  /// The threads of a pool could not be tied to CPUs.
  case cannotPinThreads(errorNumber: Int32)
  /// A file or folder could not be read; the number is an errno value.
  case cannotRead(path: String, errorNumber: Int32)
  /// An entry of a folder cannot be read for what it is or how it is named.
  case unusable(path: String, EntryFault)
  /// A file or folder, or the temporary file beside it, could not be created.
  case cannotCreate(path: String, errorNumber: Int32)
  /// Writing to a file, folder, pipe or device failed half-way, such as on a full disk.
  case cannotWrite(path: String, errorNumber: Int32)
  /// A file could not be deleted.
  case cannotRemove(path: String, errorNumber: Int32)
  /// The file exists and replacing it was not asked for.
  case exists(path: String)
  /// Another process holds the folder.
  case inUse(path: String)
  /// Standard output or standard error does not take the data, such as a closed pipe.
  case cannotPrint(errorNumber: Int32)
  /// The service manager that started the process does not take messages at its socket.
  case cannotNotify(socket: String, errorNumber: Int32)

  /// The failure as a whole sentence that names the item and the way out.
  public var message: String {
    if let purpose = shortMemoryPurpose { return MemoryShortage.sentence(for: purpose) }
    return switch self {
    case .outOfMemory(let purpose): MemoryShortage.sentence(for: purpose)
    case .threadsUnavailable(let requested):
      "The system refused to start \(requested) threads; ask for fewer with --threads."
    case .cannotPinThreads(let errorNumber):
      "The system refused to tie threads to CPUs: \(ErrorNumber.text(errorNumber)); leave out --pin."
    case .cannotRead(let path, let errorNumber):
      isMissing
        ? path
          + (EntryName.isRepaired(path)
            ? EntryFault.nameNotUTF8.sentence : " does not exist; check the path.")
        : "\(path) cannot be read: \(ErrorNumber.text(errorNumber)); "
          + "check what it is and that you may read it."
    case .unusable(let path, let fault):
      MessageText.clean(path, limit: Path.longest) + fault.sentence
    case .cannotCreate(let path, _) where EntryName.isRepaired(path):
      path + " cannot be created because its name is not UTF-8; choose another name."
    case .cannotCreate(let path, let errorNumber):
      "\(path) cannot be created: \(ErrorNumber.text(errorNumber)); "
        + "check that the folder exists and may be written to."
    case .cannotWrite(let path, let errorNumber):
      "\(path) cannot be written: \(ErrorNumber.text(errorNumber)); "
        + "make room for it or choose another place."
    case .cannotRemove(let path, let errorNumber):
      "\(path) cannot be deleted: \(ErrorNumber.text(errorNumber)); "
        + "check that it is a file and that its folder may be written to."
    case .exists(let path):
      "\(path) exists already; give --force to overwrite it or choose another name."
    case .inUse(let path):
      "\(path) is in use by another custos process; wait for its end or choose another folder."
    case .cannotPrint(let errorNumber):
      "The output cannot be written: \(ErrorNumber.text(errorNumber)); "
        + "check the program or file that takes it."
    case .cannotNotify(let socket, let errorNumber):
      "The service manager cannot be reached at \(socket): \(ErrorNumber.text(errorNumber)); "
        + "start the service with systemctl, or unset NOTIFY_SOCKET."
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    if shortMemoryPurpose != nil { return ExitStatus.outOfMemory }
    return switch self {
    case .outOfMemory: ExitStatus.outOfMemory
    case .threadsUnavailable, .cannotPinThreads, .cannotNotify: ExitStatus.unavailable
    case .inUse: ExitStatus.tryAgain
    case .cannotRead: isMissing ? ExitStatus.noInput : ExitStatus.inputOutputFailed
    case .unusable(_, .nameNotUTF8), .unusable(_, .danglingLink): ExitStatus.noInput
    case .unusable: ExitStatus.badData
    case .cannotCreate, .exists: ExitStatus.cannotCreate
    case .cannotWrite, .cannotRemove, .cannotPrint: ExitStatus.inputOutputFailed
    }
  }

  /// What the memory was for, where the system says that a call on a file failed for want of it.
  private var shortMemoryPurpose: String? {
    switch self {
    case .cannotRead(let path, ErrorNumber.noMemory): "reading \(path)"
    case .cannotCreate(let path, ErrorNumber.noMemory): "creating \(path)"
    case .cannotWrite(let path, ErrorNumber.noMemory): "writing \(path)"
    case .cannotRemove(let path, ErrorNumber.noMemory): "deleting \(path)"
    case .cannotPrint(ErrorNumber.noMemory): "printing"
    default: nil
    }
  }

  private var isMissing: Bool {
    guard case .cannotRead(_, let errorNumber) = self else { return false }
    return errorNumber == ErrorNumber.noSuchEntry || errorNumber == ErrorNumber.notAFolder
  }
}
