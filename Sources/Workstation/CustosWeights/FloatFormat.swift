import CustosPlatform

/// How floating-point numbers are written in a file, the least significant byte first.
enum FloatFormat: String {
  /// IEEE binary16.
  case float16 = "F16"
  /// The upper half of a float32.
  case bfloat16 = "BF16"
  /// IEEE binary32.
  case float32 = "F32"
  /// IEEE binary64.
  case float64 = "F64"

  /// Bytes of a number.
  var byteCount: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// Copies numbers as float32, those of 64 bits rounded to nearest; `source` holds as many.
  func copy(_ source: RawSpan, to target: UnsafeMutableBufferPointer<Float>) {
    precondition(source.byteCount == target.count * byteCount, "as many numbers")
    switch self {
    case .float32:
      source.withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: $0) }
    case .bfloat16:
      for index in target.indices {
        target[index] = Float(bitPattern: UInt32(source.uint16(at: 2 * index)) << 16)
      }
    case .float16:
      for index in target.indices { target[index] = Self.float(source.uint16(at: 2 * index)) }
    case .float64:
      for index in target.indices {
        target[index] = Float(Double(bitPattern: source.uint64(at: 8 * index)))
      }
    }
  }

  /// The value of a binary16, which not every platform has as a type.
  private static func float(_ bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 31)
    let mantissa = Float(bits & 1023) * 0x1p-10
    switch exponent {
    case 0: return sign * mantissa * 0x1p-14
    case 31: return mantissa == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + mantissa)
    }
  }
}

extension RawSpan {
  /// Two bytes from a place on, the least significant one first.
  fileprivate func uint16(at offset: Int) -> UInt16 {
    UInt16(uint8(at: offset)) | UInt16(uint8(at: offset + 1)) << 8
  }
}
