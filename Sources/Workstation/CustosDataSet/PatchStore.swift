import CustosImage
public import CustosPlatform
import CustosSupport

/// The pictures of one folder at the network's size, kept in memory as far as they fit.
///
/// Every file is read, decoded and resized once at the start, which finds all bad ones. What does
/// not fit into the memory limit is decoded again when it is needed.
public final class PatchStore: Sendable {
  /// The pictures that can be used, in order.
  public let list: PatchList
  /// Columns of a picture.
  public let width: Int
  /// Rows of a picture.
  public let height: Int
  /// CRC-32 over the relative path and the bytes of every file, in order.
  public let digest: UInt32
  /// Files that cannot be used, each with its sentence; empty unless skipping was asked for.
  public var skipped: [String] { failures.map(\.message) }
  /// What was found about each picture, in order.
  let facts: [PictureFacts]
  /// Why the skipped files cannot be used.
  let failures: [DataError]
  private let pictures: [[UInt8]?]
  private let change: (@Sendable (Int, [UInt8]) throws -> [UInt8])?

  /// Memory for decoded pictures: half of what the process can still have, see `MemoryLimit`, when it takes
  /// `reserved` bytes for other things.
  public static func memoryLimit(beside reserved: Int = 0) -> Int {
    max(0, MemoryLimit.bytes() - reserved) / 2
  }

  /// Reads all pictures of a list.
  ///
  /// - Throws: the failure of the only picture that cannot be used, or `DataError.badData` naming
  ///   all of them, unless `skippingBad`; `.noPictures` when none is left.
  public convenience init(
    _ list: PatchList, width: Int, height: Int, pool: ThreadPool, skippingBad: Bool = false,
    memoryLimit: Int = PatchStore.memoryLimit(), progress: (Int) -> Void = { _ in }
  ) throws {
    self.init(
      surveying: list, width: width, height: height, pool: pool, memoryLimit: memoryLimit,
      progress: progress)
    if !skippingBad, let error = DataError.joined(failures, in: list.folder) { throw error }
    guard count > 0 else { throw DataError.noPictures(list.folder) }
  }

  /// Reads all pictures of a list; those that cannot be used are noted, even if none is left.
  init(
    surveying list: PatchList, width: Int, height: Int, pool: ThreadPool, memoryLimit: Int,
    progress: (Int) -> Void = { _ in }
  ) {
    var usable: [PatchList.Item] = []
    var facts: [PictureFacts] = []
    var pictures: [[UInt8]?] = []
    var failures = list.skipped
    var digest = CRC32()
    var used = 0
    let step = 64
    for begin in stride(from: 0, to: list.items.count, by: step) {
      let items = Array(list.items[begin..<min(begin + step, list.items.count)])
      let results = Self.decode(items, width: width, height: height, pool: pool)
      for (item, result) in zip(items, results) {
        digest.update(Array(item.relativePath.utf8))
        switch result {
        case .success(let decoded):
          digest.update(decoded.file)
          usable.append(item)
          facts.append(decoded.facts)
          let fits = used + decoded.pixels.count <= memoryLimit
          if fits { used += decoded.pixels.count }
          pictures.append(fits ? decoded.pixels : nil)
        case .failure(let error): failures.append(error)
        }
      }
      progress(begin + items.count)
    }
    self.list = PatchList(folder: list.folder, labels: list.labels, items: usable)
    self.width = width
    self.height = height
    self.digest = digest.value
    self.facts = facts
    self.failures = failures
    self.pictures = pictures
    change = nil
  }

  /// The same pictures as `change` makes them of their places and pixels, whenever they are asked
  /// for; the pixels are not copied.
  package func changed(_ change: @escaping @Sendable (Int, [UInt8]) throws -> [UInt8]) -> PatchStore
  {
    PatchStore(self, change: change)
  }

  /// The pictures without those at some paths, which are bytes; the digest stays that of all files.
  func leavingOut(_ paths: Set<[UInt8]>) -> PatchStore {
    PatchStore(
      self, places: list.items.indices.filter { !paths.contains(Array(list.items[$0].path.utf8)) },
      change: change)
  }

  private init(
    _ other: PatchStore, places: [Int]? = nil,
    change: (@Sendable (Int, [UInt8]) throws -> [UInt8])?
  ) {
    let places = places ?? Array(other.pictures.indices)
    list = PatchList(
      folder: other.list.folder, labels: other.list.labels,
      items: places.map { other.list.items[$0] })
    width = other.width
    height = other.height
    digest = other.digest
    facts = places.map { other.facts[$0] }
    failures = other.failures
    pictures = places.map { other.pictures[$0] }
    self.change = change
  }

  /// Number of pictures.
  public var count: Int { list.items.count }

  /// The pixels of a picture, `[height, width, 3]`.
  ///
  /// - Throws: `DataError.image` when it is not in memory and cannot be read any more.
  public func pixels(_ index: Int) throws -> [UInt8] {
    let pixels =
      try pictures[index]
      ?? Self.decode(list.items[index], width: width, height: height).pixels
    return try change?(index, pixels) ?? pixels
  }

  private struct Decoded {
    let file: [UInt8]
    let facts: PictureFacts
    let pixels: [UInt8]
  }

  private static func decode(
    _ item: PatchList.Item, width: Int, height: Int
  ) throws(DataError) -> Decoded {
    let file: [UInt8]
    do { file = try FileSystem.read(item.path) } catch { throw .platform(error) }
    do throws(ImageError) {
      let image = try PixelBuffer(decoding: file)
      return Decoded(
        file: file, facts: PictureFacts(image),
        pixels: image.resized(width: width, height: height).pixels)
    } catch {
      throw .image(error, item: item.path)
    }
  }

  private static func decode(
    _ items: [PatchList.Item], width: Int, height: Int, pool: ThreadPool
  ) -> [Result<Decoded, DataError>] {
    var results = [Result<Decoded, DataError>?](repeating: nil, count: items.count)
    results.withUnsafeMutableBufferPointer { buffer in
      let shared = UnsafeSendable(buffer)
      pool.run(items.count) { index, _ in
        do throws(DataError) {
          shared.value[index] = .success(try decode(items[index], width: width, height: height))
        } catch {
          shared.value[index] = .failure(error)
        }
      }
    }
    return results.compactMap(\.self)
  }
}

extension CRC32 {
  /// Continues the checksum over `bytes`.
  mutating func update(_ bytes: [UInt8]) {
    update(bytes.span.bytes)
  }
}
