import CustosPlatform

/// Turns a model into the bytes of a `.custos` file; the same model always gives the same bytes.
public enum ModelWriter {
  /// Encodes `model`, as specified in firmware-notes/model-file-format.md, in the lowest version of the
  /// format that can express it.
  ///
  /// - Throws: the fault that `Model.validated()` finds.
  public static func bytes(of model: Model) throws(ModelError) -> [UInt8] {
    bytes(of: try model.validated())
  }

  /// Encodes a model that has been checked.
  public static func bytes(of validated: ValidatedModel) -> [UInt8] {
    let model = validated.model
    let version = model.formatVersion
    let kinds = FileFormat.Section.allCases.filter {
      $0.isKnown(in: version) && ($0.isRequired || hasReading(model))
    }
    var sections: [(kind: FileFormat.Section, bytes: [UInt8])] = []
    for kind in kinds where kind != .constants {
      var writer = ByteWriter()
      encode(kind, of: model, into: &writer)
      sections.append((kind, writer.bytes))
    }
    // The constants come last so that everything else lies together at the front.
    var offset = aligned(FileFormat.headerSize + kinds.count * FileFormat.sectionEntrySize)
    var table = ByteWriter()
    for section in sections {
      appendEntry(section.kind, offset: offset, length: section.bytes.count, to: &table)
      offset = aligned(offset + section.bytes.count)
    }
    let constants = model.constants
    appendEntry(.constants, offset: offset, length: constants.count, to: &table)
    let size = aligned(offset + constants.count)

    var file = header(version: version, size: size, sectionCount: kinds.count)
    file.append(contentsOf: table.bytes)
    file.pad(to: FileFormat.alignment)
    for section in sections {
      file.append(contentsOf: section.bytes)
      file.pad(to: FileFormat.alignment)
    }
    file.append(contentsOf: constants.copy())
    file.pad(to: FileFormat.alignment)
    var bytes = file.bytes
    sealChecksum(of: &bytes)
    return bytes
  }

  /// Writes the CRC-32 of everything behind it into the header.
  static func sealChecksum(of bytes: inout [UInt8]) {
    let checksum = CRC32.checksum(
      bytes.span.bytes.extracting(droppingFirst: FileFormat.checksummedOffset))
    var value = ByteWriter()
    value.append(checksum)
    bytes.replaceSubrange(
      FileFormat.checksumOffset..<FileFormat.checksumOffset + value.bytes.count, with: value.bytes)
  }

  private static func aligned(_ offset: Int) -> Int {
    (offset + FileFormat.alignment - 1) / FileFormat.alignment * FileFormat.alignment
  }

  private static func header(version: UInt32, size: Int, sectionCount: Int) -> ByteWriter {
    var writer = ByteWriter()
    writer.append(contentsOf: FileFormat.magic)
    writer.append(version)
    writer.append(count: FileFormat.headerSize)
    writer.append(UInt64(size))
    writer.append(UInt32(0))
    writer.append(count: sectionCount)
    writer.pad(to: FileFormat.headerSize)
    return writer
  }

  private static func appendEntry(
    _ kind: FileFormat.Section, offset: Int, length: Int, to table: inout ByteWriter
  ) {
    table.append(kind.rawValue)
    table.append(UInt32(0))
    table.append(UInt64(offset))
    table.append(UInt64(length))
    table.append(UInt64(0))
  }

  private static func encode(
    _ kind: FileFormat.Section, of model: Model, into writer: inout ByteWriter
  ) {
    switch kind {
    case .name: writer.append(model.name)
    case .labels:
      writer.append(count: model.labels.count)
      for label in model.labels { writer.append(label) }
    case .preprocessing: encode(model.preprocessing, into: &writer)
    case .tensors:
      writer.append(count: model.tensors.count)
      for tensor in model.tensors { encode(tensor, into: &writer) }
    case .operators:
      writer.append(count: model.operators.count)
      for candidate in model.operators { candidate.encode(into: &writer) }
    case .constants: break
    case .provenance:
      writer.append(count: model.provenance.count)
      for entry in model.provenance {
        writer.append(entry.key)
        writer.append(entry.value)
      }
    case .selfTests:
      writer.append(count: model.selfTests.count)
      for test in model.selfTests { encode(test, of: model, into: &writer) }
    case .reading:
      writer.append(model.preprocessing.staffSpace ?? 0)
      writer.append(model.confidence.temperature ?? 0)
      writer.append(model.confidence.threshold ?? 0)
    case .outputs:
      writer.append(count: model.outputs.count)
      for output in model.outputs { output.encode(into: &writer) }
    }
  }

  private static func encode(_ test: SelfTest, of model: Model, into writer: inout ByteWriter) {
    writer.append(contentsOf: test.pixels)
    for (output, values) in zip(model.outputs, test.outputs) {
      switch model.tensors[output.tensor].elementType {
      case .int8: writer.append(contentsOf: values.lazy.map { UInt8(truncatingIfNeeded: $0) })
      case .int32: for value in values { writer.append(value) }
      }
    }
  }

  /// A model without any of the section's values gets none, so every reader reads it to the
  /// same model.
  private static func hasReading(_ model: Model) -> Bool {
    model.preprocessing.staffSpace != nil || model.confidence != Confidence()
  }

  private static func encode(_ preprocessing: Preprocessing, into writer: inout ByteWriter) {
    writer.append(count: preprocessing.cropWidth)
    writer.append(count: preprocessing.cropHeight)
    writer.append(count: preprocessing.networkWidth)
    writer.append(count: preprocessing.networkHeight)
    writer.append(FileFormat.symmetricReflection)
    writer.append(FileFormat.standardResize)
  }

  private static func encode(_ tensor: Tensor, into writer: inout ByteWriter) {
    writer.append(count: tensor.height)
    writer.append(count: tensor.width)
    writer.append(count: tensor.channels)
    writer.append(UInt32(tensor.elementType.rawValue))
    writer.append(tensor.scale)
    writer.append(tensor.zeroPoint)
  }
}
