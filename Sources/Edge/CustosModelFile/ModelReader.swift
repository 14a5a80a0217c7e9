public import CustosPlatform

/// Reads `.custos` files; a damaged, foreign, hostile or too new one gives an error, never more.
public enum ModelReader {
  /// Decodes and validates a model from `bytes`; the constants are copied.
  ///
  /// - Parameters:
  ///   - bytes: the whole file, any alignment.
  ///   - file: the name to use in errors.
  public static func model(from bytes: RawSpan, file: String)
    throws(ModelFileError) -> ValidatedModel
  {
    try model(from: bytes, file: file) { bytes, range in
      ConstantData(copying: bytes.extracting(range))
    }
  }

  /// Whether the file at `path` starts like a `.custos` file of any version.
  public static func isModel(at path: String) throws(PlatformError) -> Bool {
    try MappedFile(path).withBytes { $0.starts(with: FileFormat.magic) }
  }

  /// Decodes and validates a model from `bytes`; the constants are copied.
  public static func model(from bytes: [UInt8], file: String) throws(ModelFileError)
    -> ValidatedModel
  {
    try model(from: bytes.span.bytes, file: file)
  }

  /// Maps the file at `path` and decodes and validates the model; the weights are not copied, the
  /// mapping lives as long as the model's constants.
  public static func open(_ path: String) throws(ModelFileError) -> ValidatedModel {
    let mapped: ConstantData
    do throws(PlatformError) { mapped = ConstantData(of: try MappedFile(path)) } catch {
      throw .platform(error)
    }
    return try mapped.withBytes { bytes throws(ModelFileError) in
      try model(from: bytes, file: path) { _, range in mapped[range] }
    }
  }

  /// Decodes and validates a model; `makeConstants` makes the owner of the file's constants range.
  static func model(
    from bytes: RawSpan, file: String,
    makeConstants: (RawSpan, Range<Int>) -> ConstantData
  ) throws(ModelFileError) -> ValidatedModel {
    let version = try checkHeader(bytes, file: file)
    let table = try SectionTable(of: bytes, version: version, file: file)
    var model = try network(table, bytes, makeConstants: makeConstants)
    do throws(ModelError) { try model.validateNetwork() } catch {
      throw .invalid(file: file, error)
    }
    // The sizes of self-tests follow from what is valid now.
    model.selfTests = try table.decode(.selfTests, of: bytes) {
      [model] reader throws(SectionError) in
      try elements(&reader, minimumSize: model.selfTestByteCount) {
        reader throws(SectionError) in try SelfTest(of: model, from: &reader)
      }
    }
    do throws(ModelError) { try model.validateSelfTests() } catch {
      throw .invalid(file: file, error)
    }
    return ValidatedModel(checked: model)
  }

  /// Decodes everything but the self-tests.
  private static func network(
    _ table: SectionTable, _ bytes: RawSpan,
    makeConstants: (RawSpan, Range<Int>) -> ConstantData
  ) throws(ModelFileError) -> Model {
    let version = table.version
    let reading = table.has(.reading) ? try table.decode(.reading, of: bytes, reading) : Reading()
    let (cropWidth, cropHeight, networkWidth, networkHeight) = try table.decode(
      .preprocessing, of: bytes
    ) {
      reader throws(SectionError) in
      let sizes = (try reader.int(), try reader.int(), try reader.int(), try reader.int())
      try expect(FileFormat.symmetricReflection, "padding rule", from: &reader)
      try expect(FileFormat.standardResize, "resize rule", from: &reader)
      return sizes
    }
    let labels = try table.decode(.labels, of: bytes) { reader throws(SectionError) in
      try elements(&reader, minimumSize: 4) { reader throws(SectionError) in try reader.text() }
    }
    let operators = try table.decode(.operators, of: bytes) { reader throws(SectionError) in
      try elements(&reader, minimumSize: 8) { reader throws(SectionError) in
        try Operator(from: &reader, version: version)
      }
    }
    return Model(
      name: try table.decode(.name, of: bytes) { reader throws(SectionError) in try reader.text() },
      labels: labels,
      preprocessing: Preprocessing(
        cropWidth: cropWidth, cropHeight: cropHeight, networkWidth: networkWidth,
        networkHeight: networkHeight, staffSpace: reading.staffSpace),
      tensors: try table.decode(.tensors, of: bytes) { reader throws(SectionError) in
        try elements(&reader, minimumSize: 24, tensor)
      },
      operators: operators,
      outputs: try outputs(table, bytes, operators),
      constants: makeConstants(bytes, try table.range(of: .constants)),
      confidence: reading.confidence,
      provenance: try table.decode(.provenance, of: bytes) { reader throws(SectionError) in
        try elements(&reader, minimumSize: 8) { reader throws(SectionError) in
          ProvenanceEntry(key: try reader.text(), value: try reader.text())
        }
      })
  }

  /// A version 1 file has the logits that its last operator makes.
  private static func outputs(
    _ table: SectionTable, _ bytes: RawSpan, _ operators: [Operator]
  ) throws(ModelFileError) -> [ModelOutput]? {
    guard FileFormat.Section.outputs.isKnown(in: table.version) else { return nil }
    return try table.decode(.outputs, of: bytes) { reader throws(SectionError) in
      try elements(&reader, minimumSize: 16) { reader throws(SectionError) in
        try ModelOutput(from: &reader)
      }
    }
  }

  /// Checks the header and gives the version of the format.
  private static func checkHeader(_ bytes: RawSpan, file: String)
    throws(ModelFileError) -> UInt32
  {
    guard bytes.starts(with: FileFormat.magic) else { throw .notAModel(file: file) }
    guard bytes.byteCount >= FileFormat.headerSize else {
      throw .cutHeader(file: file, found: bytes.byteCount)
    }
    let version = bytes.uint32(at: 8)
    guard FileFormat.versions.contains(version) else {
      throw .unknownVersion(file: file, found: version)
    }
    let size = bytes.uint64(at: 16)
    guard size == UInt64(bytes.byteCount) else {
      throw .wrongSize(file: file, expected: size, found: bytes.byteCount)
    }
    let expected = bytes.uint32(at: FileFormat.checksumOffset)
    let found = CRC32.checksum(bytes.extracting(droppingFirst: FileFormat.checksummedOffset))
    guard found == expected else {
      throw .wrongChecksum(file: file, expected: expected, found: found)
    }
    return version
  }

  private static func expect(_ value: UInt32, _ what: String, from reader: inout ByteReader)
    throws(SectionError)
  {
    let offset = reader.offset
    let found = try reader.uint32()
    guard found == value else {
      throw SectionError(offset: offset, expected: "\(what) \(value)", found: "\(found)")
    }
  }

  private static func elements<Element>(
    _ reader: inout ByteReader, minimumSize: Int,
    _ element: (inout ByteReader) throws(SectionError) -> Element
  ) throws(SectionError) -> [Element] {
    let count = try reader.count(ofAtLeast: minimumSize)
    var elements: [Element] = []
    elements.reserveCapacity(min(count, ModelLimits.count))
    for _ in 0..<count { elements.append(try element(&reader)) }
    return elements
  }

  private static func tensor(_ reader: inout ByteReader) throws(SectionError) -> Tensor {
    let (height, width, channels) = (try reader.int(), try reader.int(), try reader.int())
    let offset = reader.offset
    let number = try reader.uint32()
    guard let byte = UInt8(exactly: number), let type = Tensor.ElementType(rawValue: byte) else {
      throw SectionError(offset: offset, expected: "an element type of 0 or 1", found: "\(number)")
    }
    return Tensor(
      height: height, width: width, channels: channels, elementType: type,
      scale: try reader.float(), zeroPoint: try reader.int32())
  }

  /// What the optional section holds; nothing where a file has none.
  private struct Reading {
    var staffSpace: Double?
    var confidence = Confidence()
  }

  private static func reading(_ reader: inout ByteReader) throws(SectionError) -> Reading {
    Reading(
      staffSpace: try reader.optionalDouble(),
      confidence: Confidence(
        temperature: try reader.optionalDouble(), threshold: try reader.optionalDouble()))
  }
}

extension Model {
  /// Bytes of a self-test of the valid model in a file.
  fileprivate var selfTestByteCount: Int {
    outputs.reduce(tensors[0].elementCount) {
      let tensor = tensors[$1.tensor]
      return $0 + tensor.elementCount * (tensor.elementType == .int8 ? 1 : 4)
    }
  }
}

extension SelfTest {
  /// Takes a self-test of `model`, which is valid otherwise, off `reader`.
  fileprivate init(of model: Model, from reader: inout ByteReader) throws(SectionError) {
    let pixels = [UInt8](try reader.take(model.tensors[0].elementCount))
    var outputs: [[Int32]] = []
    for output in model.outputs {
      let tensor = model.tensors[output.tensor]
      switch tensor.elementType {
      case .int8:
        outputs.append(
          try reader.take(tensor.elementCount).map { Int32(Int8(bitPattern: $0)) })
      case .int32:
        var values: [Int32] = []
        values.reserveCapacity(tensor.elementCount)
        for _ in 0..<tensor.elementCount { values.append(try reader.int32()) }
        outputs.append(values)
      }
    }
    self.init(pixels: pixels, outputs: outputs)
  }
}
